/** The page under Settings where the judge can be tried, on the built app with the judge itself. */
import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { test } from "../support/appTest";
import { CairnPage } from "../support/CairnPage";

test("Two sentences are tried by keyboard, kept as wrong, downloaded and deleted", async ({ app, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open("settings");
  await page.getByRole("link", { name: "Try the judge" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Try the judge" })).toBeVisible();
  await expect(page.getByText("None so far.")).toBeVisible();

  await page.getByLabel("Something that is known").fill("My sister lives in Porto.");
  await page.getByLabel("What you say now").fill("My sister moved to Lisbon in March.");
  await page.keyboard.press("Enter");
  await expect(page.getByText("It was true, and it has changed.")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("By itself the new sentence is something worth keeping.")).toBeVisible();

  await page.getByLabel("It should be").selectOption("a correction");
  await page.getByRole("button", { name: "Keep as wrong" }).press("Enter");
  await expect(page.getByText("Kept in the list below.")).toBeFocused();
  await page.reload();
  const list = page.getByRole("list", { name: "1 wrong verdict" });
  await expect(list).toContainText("Taken for a change. It should be: a correction.");

  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as one file" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^cairn-wrong-verdicts-\d{4}-\d\d-\d\d\.jsonl$/);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      known: "My sister lives in Porto.",
      new: "My sister moved to Lisbon in March.",
      label: "correct",
      judged: "update",
    },
  ]);

  await list.getByRole("button", { name: /^Delete/ }).press("Enter");
  await expect(page.getByText("None so far.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(list).toBeVisible();
});

test("What was tried enters no memory, and a verdict goes with the sentences it is about", async ({ app, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open("settings/judge");
  await page.getByRole("button", { name: /^I'm allergic to hazelnuts/ }).click();
  await expect(page.getByText("It says the same again.")).toBeVisible({ timeout: 20_000 });
  await page.getByLabel("What you say now").fill("Hazelnuts grow well in our garden.");
  await expect(page.getByText("It says the same again.")).toBeHidden();
  await page.getByRole("link", { name: "Settings" }).last().click();
  await expect(page.getByRole("button", { name: "Export memory" })).toBeVisible();
  await cairn.goTo("Memory");
  await expect(page.getByText("Memories will stand here, one sentence each.")).toBeVisible();
});
