/**
 * The language-model contract on web-llm, with the tiny model of test/fixtures/models and a processor that plays the graphics
 * card: the real llm.worker on the page of test/browser/harness, as in engines.test.ts.
 */
import { expect, type Page, test } from "@playwright/test";
import { CHROMIUM_ARGS, findChromium } from "../../scripts/chromium";
import type { Served } from "../../scripts/server/serve";
import { graphicsContract, languageModelContract } from "../contracts/languageModel";
import { serveHarness } from "../support/harness.vite";
import { type ModelsFolder, makeModelsFolder } from "../support/modelsFolder";

test.describe.configure({ mode: "serial" });
test.use({
  launchOptions: {
    executablePath: findChromium() ?? undefined,
    args: [...CHROMIUM_ARGS, "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
  },
});

let models: ModelsFolder;
let server: Served;
let page: Page;
const complaints: string[] = [];
const workerRequests: string[] = [];

test.beforeAll(async ({ browser }) => {
  models = makeModelsFolder();
  server = await serveHarness("test/browser/harness", models.path);
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, origin, pathname } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:" && `${origin}/` !== server.url) complaints.push(request.url());
    if (pathname.startsWith("/models/")) workerRequests.push(pathname);
  });
  await page.goto(server.url);
});

test.afterAll(async () => {
  await page?.close();
  await server?.close();
  models?.remove();
});

test("a processor that plays the graphics card is told from one", async () => {
  const graphics = await page.evaluate(() => window.harness.probeGraphics());
  expect(graphics).toMatchObject({ is: "software", f16: false });
  expect(graphics.maxBindingBytes).toBeGreaterThanOrEqual(128 * 1024 * 1024);
});

test("loads from this device", async () => {
  const { took, id, lastStep } = await page.evaluate(() => window.harness.loadModel("mlc"));
  console.log(`tiny loaded in ${Math.round(took)} ms`);
  expect(id).toBe("tiny");
  expect(lastStep).toBe(1);
});

test("loading asks the network for nothing", async () => {
  workerRequests.length = 0;
  await page.evaluate(() => window.harness.runModelCase("answers after it was taken out of memory and back in"));
  expect(workerRequests).toEqual([]);
});

for (const { title } of [...languageModelContract, ...graphicsContract]) {
  test(title, async () => {
    await page.evaluate((name) => window.harness.runModelCase(name), title);
  });
}

test("serves at least 70 % of a ten-turn chat's prompts from what it has read", async () => {
  const questions = ["France", "Spain", "Italy", "Japan", "Egypt"].map((land) => `What is the capital of ${land}?`);
  const turns = await page.evaluate((asked) => window.harness.chat(asked, 20), [...questions, ...questions]);
  const sum = (key: "promptTokens" | "cachedTokens") => turns.reduce((total, turn) => total + turn[key], 0);
  const share = sum("cachedTokens") / sum("promptTokens");
  const [first, last] = [turns[0], turns.at(-1)];
  console.log(
    `${(share * 100).toFixed(1)} % of ${sum("promptTokens")} prompt tokens came from the cache; first word of turn 1 ` +
      `(${first?.promptTokens} tokens) after ${first?.firstWord.toFixed(0)} ms, of turn 10 (${last?.promptTokens} tokens) ` +
      `after ${last?.firstWord.toFixed(0)} ms`,
  );
  expect(first?.text).toBe("The capital of France is Paris.");
  expect(share).toBeGreaterThanOrEqual(0.7);
});

test("says the same to a prompt that it has read in many pieces", async () => {
  const text = "The council met on Tuesday. ".repeat(20);
  const said = await page.evaluate((asked) => window.harness.readInPieces(asked, 60), text);
  expect(said.cachedTokens).toBeGreaterThan(100);
  expect(said.inPieces).toBe(said.atOnce);
});

for (const file of ["params_shard_0.bin", "model.wasm", "tokenizer.json", "mlc-chat-config.json"]) {
  test(`refuses ${file} that is missing, cut short or changed, and loads it when it is mended`, async () => {
    const found = await page.evaluate((path) => window.harness.loadDamaged(path), file);
    expect(found).toEqual({ missing: "ModelCorrupt", short: "ModelCorrupt", changed: "ModelCorrupt", mended: "ready" });
  });
}

test("says so where the graphics device gives no memory, and loads when it does", async () => {
  const { error, state } = await page.evaluate(() => window.harness.loadWithoutMemory());
  expect(error).toBe("OutOfMemory");
  expect(state).toBe("ready");
  // web-llm and TVM tell the console at length.
  expect(complaints.splice(0).join()).toContain("GPUOutOfMemoryError");
});

test("its thread cannot reach the hub", async () => {
  const url = "https://huggingface.co/mlc-ai/mlc-chat-config.json";
  const became = await page.evaluate((address) => window.harness.fetchInWorker(address), url);
  expect(became).toBe("TypeError, refused by connect-src");
  expect(complaints.splice(0).filter((complaint) => !complaint.includes(url))).toEqual([]);
});

test("none of it asks another origin, breaks the policy or throws where nobody listens", () => {
  expect(complaints).toEqual([]);
});
