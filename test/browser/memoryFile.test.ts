import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { test } from "../support/appTest";
import { CairnPage, readTables } from "../support/CairnPage";
import { mutate, seededRandom } from "../support/mutate";

const FACTS = ["I am allergic to walnuts, even traces of them.", "The spare key hangs behind the cellar door."];
const QUESTIONS = ["Which nuts can I not eat?", "Where do we keep the spare key?"];
const MUTATIONS = process.env.CAIRN_SOAK === "1" ? 1000 : 50;

async function exportMemory(page: Page): Promise<Buffer> {
  await page.goto(`${new URL(page.url()).origin}/#/settings`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export memory" }).click();
  return readFile(await (await download).path());
}

async function chooseFile(page: Page, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Import memory" }).click();
  await (await chooser).setFiles({ name, mimeType: "application/zip", buffer });
}

async function sourcesOf(cairn: CairnPage): Promise<string[][]> {
  await cairn.goTo("Chat");
  await cairn.page.getByRole("button", { name: "New chat" }).first().click();
  const found: string[][] = [];
  for (const question of QUESTIONS) found.push(await cairn.passagesOf(await cairn.say(question), 1));
  return found;
}

test("A memory goes out in one file and comes back whole: same answers, nothing twice, undone as one", async ({
  app,
  browser,
  page,
}) => {
  test.slow();
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  for (const fact of FACTS) await cairn.say(fact);
  const file = await exportMemory(page);
  expect(await exportMemory(page)).toEqual(file);
  const here = await sourcesOf(cairn);

  const context = await browser.newContext();
  const fresh = new CairnPage(await context.newPage(), app.url);
  await fresh.open("settings");
  await chooseFile(fresh.page, "memory.cairn", file);
  await expect(fresh.page.getByText(/2 memories/)).toBeVisible();
  expect((await readTables(fresh.page)).memories).toEqual([]);
  await fresh.page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(fresh.page.getByRole("button", { name: "Undo" })).toBeVisible();
  expect(await exportMemory(fresh.page)).toEqual(file);
  await fresh.indexed();
  expect(await sourcesOf(fresh)).toEqual(here);

  const before = await readTables(fresh.page);
  await fresh.goTo("Settings");
  await chooseFile(fresh.page, "memory.cairn", file);
  await expect(fresh.page.getByText(/nothing new|here already|known/i).first()).toBeVisible();
  await expect(fresh.page.getByRole("button", { name: "Add", exact: true })).toHaveCount(0);
  expect(await readTables(fresh.page)).toEqual(before);
  await context.close();
});

test("An import is undone whole", async ({ app, browser, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  for (const fact of FACTS) await cairn.say(fact);
  const file = await exportMemory(page);
  const context = await browser.newContext();
  const fresh = new CairnPage(await context.newPage(), app.url);
  await fresh.open("settings");
  const before = await readTables(fresh.page);
  await chooseFile(fresh.page, "memory.cairn", file);
  await fresh.page.getByRole("button", { name: "Add", exact: true }).click();
  await fresh.page.getByRole("button", { name: "Undo" }).click();
  await expect(fresh.page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  const { passes: _, ...after } = await readTables(fresh.page);
  expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table !== "passes")));
  await context.close();
});

test(`A damaged memory file changes nothing and is told in a sentence (${MUTATIONS} mutations)`, async ({
  app,
  page,
}) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  for (const fact of FACTS) await cairn.say(fact);
  const file = await exportMemory(page);
  const before = await readTables(page);
  const random = seededRandom(20261124);
  for (let round = 0; round < MUTATIONS; round++) {
    await chooseFile(page, `damaged-${round}.cairn`, Buffer.from(mutate(file, random)));
    // A mutation that leaves every byte that counts alone reads as the same file: nothing new.
    const told = page.getByText(new RegExp(`damaged-${round}\\.cairn`)).first();
    await expect(told).toBeVisible();
    await expect(page.getByRole("button", { name: "Add", exact: true })).toHaveCount(0);
  }
  expect(await readTables(page)).toEqual(before);
});
