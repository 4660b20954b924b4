import { expect } from "@playwright/test";
import { test } from "../support/appTest";
import { CairnPage, readTables } from "../support/CairnPage";

const MESSAGES = 200;
/** A task of the page that a person feels, ms. */
const LONG = 50;

test.slow();

test("Two hundred messages in a row: storing and recall never hold the page up, and none is lost", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const found: { duration: number; start: number }[] = [];
    Object.assign(window, { longTasks: found });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) found.push({ duration: entry.duration, start: entry.startTime });
    }).observe({ type: "longtask", buffered: true });
  });
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say("The first box stands by the door of the cellar.");
  const from = await page.evaluate(() => performance.now());
  for (let at = 1; at < MESSAGES; at++) {
    await cairn.message.fill(
      at % 10 === 0 ? `Where does box ${at - 1} stand?` : `Box ${at} stands on shelf ${at + 3}.`,
    );
    await cairn.message.press("Enter");
  }
  await expect(cairn.articles()).toHaveCount(2 * MESSAGES, { timeout: 90_000 });
  await expect(cairn.articles().last()).not.toHaveAttribute("aria-busy", "true", { timeout: 90_000 });
  expect((await readTables(page)).turns).toHaveLength(MESSAGES);
  const tasks = await page.evaluate(
    (start) =>
      (window as never as { longTasks: { duration: number; start: number }[] }).longTasks.filter(
        (task) => task.start > start,
      ),
    from,
  );
  console.info(`tasks over ${LONG} ms: ${tasks.map(({ duration }) => Math.round(duration)).join(", ") || "none"}`);
  expect(tasks.filter(({ duration }) => duration > LONG)).toEqual([]);
});
