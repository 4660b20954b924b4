import { expect, type Page } from "@playwright/test";
import type { Served } from "../../scripts/server/serve";
import { test } from "../support/appTest";
import { CairnPage, readTables } from "../support/CairnPage";
import { type ModelsFolder, withoutJudge } from "../support/modelsFolder";
import { serveApp } from "../support/server";
import { killWorker, watchWorkers } from "../support/workers";

const DUPLICATES = [
  "The plumber Mr Haas comes on Tuesday at 9.",
  "Mr Haas the plumber comes on Tuesday at 9.",
  "On Tuesday at 9 the plumber, Mr Haas, comes.",
];
/** Alike, and none of them the same. */
const LOOK_ALIKES = [
  "The library opens at 9 on Saturday.",
  "The library opens at 9 on Sunday.",
  "My locker code is 4417.",
];

/** Where no judge takes a repeat for one as it is told: what was told so is left to reflection. */
const plain: { folder?: ModelsFolder; host?: Served } = {};

test.beforeAll(async () => {
  plain.folder = withoutJudge("missing");
  plain.host = await serveApp({ models: plain.folder.path });
});

test.afterAll(async () => {
  await plain.host?.close();
  plain.folder?.remove();
});

async function tellAll(cairn: CairnPage, sentences: readonly string[]): Promise<void> {
  for (const sentence of sentences) await expect(await cairn.say(sentence)).toContainText("Kept 1 memory");
  await cairn.indexed();
}

/** Tables but for the diary, whose page of an undone pass stays. */
async function withoutDiary(page: Page) {
  const { passes: _, ...tables } = await readTables(page);
  return tables;
}

const believed = (page: Page) => page.getByRole("list", { name: "Memories" }).getByRole("listitem");

test("Three near-duplicates are folded, the diary says so, and Undo brings back exactly what was there", async ({
  page,
}) => {
  const cairn = new CairnPage(page, plain.host?.url ?? "");
  await cairn.open();
  await tellAll(cairn, [...DUPLICATES, ...LOOK_ALIKES]);
  const before = await withoutDiary(page);
  await cairn.goTo("Reflection");
  await page.getByRole("button", { name: "Reflect now" }).click();
  const line = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: /became one|say the same/i });
  await expect(line).toHaveCount(1, { timeout: 20_000 });
  await cairn.goTo("Memory");
  await expect(believed(page)).toHaveCount(4);
  const folded = believed(page).filter({ hasText: "Haas" });
  await expect(folded).toContainText("3 passages");

  await cairn.goTo("Reflection");
  await line.getByRole("button", { name: "Undo" }).click();
  await expect(line.getByText("undone")).toBeVisible();
  expect(await withoutDiary(page)).toEqual(before);
  await page.getByRole("button", { name: "Reflect now" }).click();
  await expect(page.getByText("there was nothing to bring together")).toBeVisible({ timeout: 20_000 });
  expect(await withoutDiary(page)).toEqual(before);
});

test("What belongs together becomes an insight that quotes a member, opens from the diary, and is undone with its pass", async ({
  app,
  page,
}) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  const potatoes = [
    "The early potatoes in the lower bed got blight in July.",
    "The late potatoes in the lower bed got blight in August.",
    "The potatoes in the lower bed never grow well after rain.",
    "The potatoes rotted in the lower bed in the wet year.",
  ];
  await tellAll(cairn, potatoes);
  const before = await withoutDiary(page);
  await cairn.goTo("Reflection");
  await page.getByRole("button", { name: "Reflect now" }).click();
  const line = page.getByRole("main").getByRole("listitem").first();
  await expect(line).toContainText("lower bed", { timeout: 20_000 });
  await line.getByRole("link").click();
  await expect(page.getByText("insight", { exact: false }).first()).toBeVisible();
  await cairn.goTo("Reflection");
  await page.getByRole("button", { name: "Undo all" }).click();
  await expect(page.getByRole("main").getByText("undone").first()).toBeVisible();
  expect(await withoutDiary(page)).toEqual(before);
});

/** Milliseconds into a pass at which its worker is killed. */
const KILLS =
  process.env.CAIRN_SOAK === "1" ? Array.from({ length: 200 }, (_, at) => (at * 37) % 600) : [0, 30, 120, 300];

test("A pass whose worker is killed is wholly in or wholly out, and the next one completes", async ({ page }) => {
  await watchWorkers(page);
  const cairn = new CairnPage(page, plain.host?.url ?? "");
  await cairn.open();
  await tellAll(cairn, DUPLICATES);
  const before = await withoutDiary(page);
  await cairn.goTo("Reflection");
  const now = page.getByRole("button", { name: "Reflect now" });
  const undoAll = page.getByRole("button", { name: "Undo all" });
  for (const wait of KILLS) {
    await now.click();
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), wait);
    await killWorker(page, "reflection");
    await expect(now).toBeEnabled({ timeout: 20_000 });
    const { passes } = await readTables(page);
    // Wholly in: then there is nothing left to kill.
    if (passes?.length) break;
    expect(await withoutDiary(page)).toEqual(before);
  }
  if ((await undoAll.count()) === 0) await now.click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1, { timeout: 20_000 });
  await cairn.goTo("Memory");
  await expect(believed(page)).toHaveCount(1);
});
