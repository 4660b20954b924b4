/**
 * The judge in Chromium: in its real worker on a page of its own (test/browser/judgeHarness, built with the app's settings),
 * and in the built app.
 */
import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { readManifest } from "../../scripts/models/manifest";
import { MODELS } from "../../scripts/models/paths";
import { type Served, serve } from "../../scripts/server/serve";
import { judgeContract, judgementContract } from "../contracts/judge";
import { CairnPage } from "../support/CairnPage";
import { buildHarness } from "../support/harness.vite";
import { compareLogits, JUDGE_EXAMPLES, MOST_APART } from "../support/judgeExamples";
import { withoutJudge } from "../support/modelsFolder";
import { serveApp } from "../support/server";

test.describe.configure({ mode: "serial" });

/** Pairs of 29 to 32 tokens; those of the training data have 29 on average. */
const NEW = "From next month on I will be working four days a week at the clinic.";
const KNOWN = [
  "I work five days a week at the clinic in town.",
  "My shift at the clinic starts at seven in the morning.",
  "Ada works as a nurse on the children's ward.",
  "I take the bus to work, since parking costs too much.",
  "On Fridays I pick up the children from their school.",
  "The clinic is closed between Christmas and New Year.",
  "I would like to learn to play the piano this year.",
  "My contract with the clinic runs until the end of June.",
];

let root: string;
const servers: Served[] = [];

async function open(browser: Browser, options: { models?: string; headers?: boolean } = {}): Promise<Page> {
  const server = await serve({ port: 0, root, models: MODELS, ...options });
  servers.push(server);
  const page = await browser.newPage();
  await page.goto(server.url);
  return page;
}

const TOLD = ["The pressure cooker is lent to Irene.", "Irene has my pressure cooker."] as const;
const TOLD_OFFLINE = [
  "Margarete's room in the home is number 214, on the garden side.",
  "214, facing the garden, that's where you'll find Margarete.",
] as const;

/** Tells something and then the same in other words; resolves with what the page says was learned from the latter. */
async function tellTwice(cairn: CairnPage, [first, again]: readonly [string, string]): Promise<Locator> {
  await cairn.say(first);
  await cairn.say(again);
  const learned = cairn.page.getByRole("note").filter({ hasText: again.replace(/\.$/, "") });
  await expect(learned).toBeVisible();
  return learned;
}

/** Where the judge's file is kept for use without a network, once it is. */
async function keptJudge(page: Page): Promise<string> {
  const find = () =>
    page.evaluate(async () => {
      const kept = await (await caches.open("cairn-models")).keys();
      return kept.map(({ url }) => url).find((url) => url.includes("/models/judge/")) ?? "";
    });
  await expect.poll(find, { timeout: 30_000 }).toContain("/models/judge/onnx/model.onnx?v=");
  return find();
}

test.beforeAll(async () => {
  root = await buildHarness("test/browser/judgeHarness");
});

test.afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

test.describe("the judge in its worker", () => {
  let page: Page;
  let server: Served;

  test.beforeAll(async ({ browser }) => {
    server = await serve({ port: 0, root, models: MODELS });
    page = await browser.newPage();
    await page.goto(server.url);
  });

  test.afterAll(async () => {
    await page.close();
    await server.close();
  });

  test("loads after the embedder and names its model", async () => {
    const { embedderTook, judgeTook, modelId, isolated } = await page.evaluate(() => window.judging.load());
    console.log(`embedder loaded in ${Math.round(embedderTook)} ms, the judge after it in ${Math.round(judgeTook)} ms`);
    expect(isolated).toBe(true);
    expect(modelId).toMatch(/^judge@[0-9a-f]{8}$/);
    expect(judgeTook).toBeLessThan(15_000);
  });

  test("gives the stored logits of 40 examples", async () => {
    const rows = JUDGE_EXAMPLES.map(({ task, first, second }) => ({ task, first, second }));
    const apart = compareLogits(JUDGE_EXAMPLES, await page.evaluate((asked) => window.judging.logits(asked), rows));
    const [probability, logit, mean] = Object.values(apart).map((value) => value.toFixed(3));
    console.log(
      `${rows.length} stored examples: at worst ${logit} apart in a logit (${mean} on average), ${probability} in a probability`,
    );
    expect(rows).toHaveLength(40);
    expect(apart.probability).toBeLessThan(MOST_APART.probability);
    expect(apart.logit).toBeLessThan(MOST_APART.logit);
    expect(apart.meanLogit).toBeLessThan(MOST_APART.meanLogit);
  });

  for (const { title } of [...judgeContract, ...judgementContract]) {
    test(title, async () => {
      await page.evaluate((name) => window.judging.runCase(name), title);
    });
  }
});

test("On one thread it judges eight candidates in the time of a blink", async ({ browser }) => {
  // Without the headers the page is not isolated, and the runtime has one thread.
  const page = await open(browser, { headers: false });
  const { embedderTook, judgeTook, isolated } = await page.evaluate(() => window.judging.load());
  const took = await page.evaluate(([known, text]) => window.judging.timePairs(known, text, 3), [KNOWN, NEW] as const);
  console.log(
    `one thread: embedder ${Math.round(embedderTook)} ms, judge ${Math.round(judgeTook)} ms to load; 8 candidates in ${Math.round(took)} ms, best of three`,
  );
  expect(isolated).toBe(false);
  // Three times what a quiet machine takes (150 ms), since others may work beside.
  expect(took).toBeLessThan(450);
  await page.close();
});

for (const [how, sentence] of [
  ["changed", "The judge's file is not the one that it should be: Cairn goes on without the judge."],
  ["missing", "The judge's file is not here (404): Cairn goes on without the judge."],
] as const) {
  test(`A judge whose file is ${how} is refused in a sentence, is not asked for again at once, and the embedder goes on`, async ({
    browser,
  }) => {
    const folder = withoutJudge(how);
    const page = await open(browser, { models: folder.path });
    const asked: string[] = [];
    page.on("request", (request) => void (request.url().includes("/judge/") && asked.push(request.url())));
    const { errors, vectors } = await page.evaluate(() => window.judging.refuse());
    expect(errors).toEqual([`JudgeUnavailable: ${sentence}`, `JudgeUnavailable: ${sentence}`]);
    expect(vectors).toBe(1);
    // A changed file may have been damaged where it was kept: it is fetched once more.
    expect(asked).toHaveLength(how === "changed" ? 2 : 1);
    await page.close();
    folder.remove();
  });
}

test.describe("the judge in the app", () => {
  test("takes known things in other words for the same, without a network too", async ({ page }) => {
    const host = await serveApp();
    const cairn = new CairnPage(page, host.url);
    await cairn.open();
    await expect(await tellTwice(cairn, TOLD)).toContainText("Taken for the same");
    await keptJudge(page);
    await host.close();
    await page.goto("about:blank");
    await cairn.open();
    await expect(await tellTwice(cairn, TOLD_OFFLINE)).toContainText("Taken for the same");
  });

  test("is fetched again where the copy that was kept is damaged", async ({ page }) => {
    const host = await serveApp();
    servers.push(host);
    const cairn = new CairnPage(page, host.url);
    await cairn.open();
    const url = await keptJudge(page);
    await page.evaluate(
      async (address) => (await caches.open("cairn-models")).put(address, new Response("damaged")),
      url,
    );
    await expect(await tellTwice(cairn, TOLD)).toContainText("Taken for the same");
    const bytes = await page.evaluate(
      async (address) => (await (await caches.open("cairn-models")).match(address))?.blob().then(({ size }) => size),
      url,
    );
    expect(bytes).toBe(readManifest().models.find(({ kind }) => kind === "judge")?.files[0]?.bytes);
  });

  for (const how of ["changed", "missing"] as const) {
    test(`is done without where its file is ${how}: what is told is kept as ever`, async ({ page }) => {
      const folder = withoutJudge(how);
      const host = await serveApp({ models: folder.path });
      servers.push(host);
      const errors: string[] = [];
      const warnings: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => void (message.type() === "warning" && warnings.push(message.text())));
      const cairn = new CairnPage(page, host.url);
      await cairn.open();
      const learned = await tellTwice(cairn, TOLD);
      await expect(learned).not.toContainText("Taken for the same");
      expect(await cairn.passagesOf(await cairn.say("Who has the pressure cooker?"), 1)).toEqual([
        expect.stringContaining("pressure cooker"),
      ]);
      expect(warnings.join()).toMatch(/learned without the judge: .*JudgeUnavailable/);
      expect(errors).toEqual([]);
      folder.remove();
    });
  }
});
