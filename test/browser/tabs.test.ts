import { expect } from "@playwright/test";
import { test } from "../support/appTest";
import { CairnPage, readTables } from "../support/CairnPage";
import { killWorker, watchWorkers } from "../support/workers";

test("Two tabs work side by side, and each sees what the other was told", async ({ app, context }) => {
  const here = new CairnPage(await context.newPage(), app.url);
  const there = new CairnPage(await context.newPage(), app.url);
  await here.open();
  await there.open();
  await here.say("The spare key hangs behind the cellar door.");
  const chat = here.page.url();
  await there.page.goto(chat);
  await expect(there.articles()).toHaveCount(2);
  await there.say("My locker code is 4417.");
  await expect(here.articles()).toHaveCount(4);
  await here.indexed();
  expect(await here.passagesOf(await here.say("What number opens my locker?"), 1)).toEqual([
    expect.stringContaining("4417"),
  ]);
  await expect(there.articles()).toHaveCount(6);
});

test("Two tabs that write at once lose nothing", async ({ app, context }) => {
  const tabs = [new CairnPage(await context.newPage(), app.url), new CairnPage(await context.newPage(), app.url)];
  for (const tab of tabs) await tab.open();
  await Promise.all(
    tabs.map(async (tab, which) => {
      for (let at = 0; at < 8; at++) {
        const before = await tab.articles().count();
        await tab.message.fill(`Box ${which}-${at} stands on shelf ${at + 1} in the cellar.`);
        await tab.send.click();
        await expect(tab.articles()).toHaveCount(before + 2);
      }
      await tab.answered(16);
    }),
  );
  const { passages, memories, turns } = await readTables(tabs[0]?.page as never);
  expect([passages?.length, memories?.length, turns?.length]).toEqual([16, 16, 16]);
});

test("When memory.worker is killed while a file is added, nothing acknowledged is missing, and adding goes on or says so", async ({
  app,
  page,
}) => {
  await watchWorkers(page);
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say("The spare key hangs behind the cellar door.");
  const lines = Array.from({ length: 1200 }, (_, at) => `Box ${at} in the long cellar holds item number ${at * 7}.`);
  await cairn.addFiles({ name: "boxes.txt", mimeType: "text/plain", buffer: Buffer.from(lines.join("\n\n")) });
  const job = page.getByRole("listitem").filter({ hasText: "boxes.txt" });
  await expect(job.getByRole("progressbar")).toHaveAttribute("aria-valuenow", /[1-9]/, { timeout: 20_000 });
  const acknowledged = (await readTables(page)).passages?.length ?? 0;
  expect(acknowledged).toBeGreaterThan(1);
  await killWorker(page, "memory");
  const retry = job.getByRole("button", { name: "Try again" });
  await expect(retry.or(job.getByText(/Added/))).toBeVisible({ timeout: 30_000 });
  const kept = await readTables(page);
  expect(kept.passages?.length).toBeGreaterThanOrEqual(acknowledged);
  if (await retry.isVisible()) await retry.click();
  await expect(job.getByText(/Added/)).toBeVisible({ timeout: 40_000 });
  const { passages = [] } = await readTables(page);
  expect(passages).toHaveLength(1 + lines.length);
  await expect(cairn.status).toHaveText("Ready");
});

test("When memory.worker is killed in a conversation, the next message is answered", async ({ app, page }) => {
  await watchWorkers(page);
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say("The spare key hangs behind the cellar door.");
  await killWorker(page, "memory");
  await cairn.ready();
  const answer = await cairn.say("Where does the spare key hang?");
  await expect(answer).toContainText("cellar door");
});

test("When the embedder is killed, what was told is found by meaning once it is back", async ({ app, page }) => {
  await watchWorkers(page);
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say("I am allergic to walnuts, even traces of them.");
  await killWorker(page, "embedder");
  await cairn.ready();
  expect(await cairn.passagesOf(await cairn.say("Which nuts can I not eat?"), 1)).toEqual([
    expect.stringContaining("walnuts"),
  ]);
});
