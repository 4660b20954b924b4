/**
 * The engines' contracts on the real workers in Chromium. The built app exposes no engine, so that these tests run on a
 * page of their own (test/browser/harness): built by test/support/harness.vite.ts from the app's modules with the app's
 * settings, and served by the start server under the app's headers, each worker script under its own.
 */
import { expect, type Page, test } from "@playwright/test";
import { readManifest } from "../../scripts/models/manifest";
import type { Served } from "../../scripts/server/serve";
import { embedderContract, meaningContract } from "../contracts/embedder";
import { languageModelContract } from "../contracts/languageModel";
import { serveHarness } from "../support/harness.vite";

const starter = readManifest().models.find(({ kind, state }) => kind === "gguf" && state.is === "ready");

test.describe.configure({ mode: "serial" });

let server: Served;
let page: Page;
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  server = await serveHarness("test/browser/harness");
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:" && `${origin}/` !== server.url) complaints.push(request.url());
  });
  await page.goto(server.url);
});

test.afterAll(async () => {
  await page?.close();
  await server?.close();
});

test.describe("the embedder in its worker", () => {
  test("loads from its own origin and names its model", async () => {
    const { took, modelId, dimension } = await page.evaluate(() => window.harness.loadEmbedder());
    console.log(`embedder loaded in ${Math.round(took)} ms`);
    expect(modelId).toMatch(/^all-MiniLM-L6-v2@q8-[0-9a-f]{8}$/);
    expect(dimension).toBe(384);
    expect(took).toBeLessThan(10_000);
  });

  for (const { title } of [...embedderContract, ...meaningContract]) {
    test(title, async () => {
      await page.evaluate((name) => window.harness.runEmbedderCase(name), title);
    });
  }
});

test("a call over a port rejects when the worker at its other end dies", async () => {
  const { error, took } = await page.evaluate(() => window.harness.loseWorkerOfPort());
  expect(error).toBe("WorkerLost");
  // Chromium gives a busy thread two seconds to end.
  expect(took).toBeLessThan(3_000);
});

test("this browser has no graphics that a language model can run on", async () => {
  expect(await page.evaluate(() => window.harness.probeGraphics())).toMatchObject({ is: "none", f16: false });
});

test.describe("the language model on the processor, in its worker", () => {
  test.skip(!starter, "no language model is in public/models: npm run models:llm");

  test("loads from this device", async () => {
    const { took, id, contextTokens, lastStep } = await page.evaluate(() => window.harness.loadModel("gguf"));
    console.log(`language model loaded in ${Math.round(took)} ms`);
    expect(id).toBe(starter?.id);
    expect(contextTokens).toBe(4096);
    expect(lastStep).toBe(1);
  });

  test("its thread cannot reach the hub", async () => {
    const url = "https://huggingface.co/mlc-ai/mlc-chat-config.json";
    const became = await page.evaluate((address) => window.harness.fetchInWorker(address), url);
    expect(became).toBe("TypeError, refused by connect-src");
    // The console tells of it, as it should; nothing else may.
    expect(complaints.splice(0).filter((complaint) => !complaint.includes(url))).toEqual([]);
  });

  for (const { title } of languageModelContract) {
    test(title, async () => {
      await page.evaluate((name) => window.harness.runModelCase(name), title);
    });
  }

  test("refuses a file that is no model, and loads a real one after it", async () => {
    const { error, state } = await page.evaluate(() => window.harness.loadNoModel());
    expect(error).toMatch(/^ModelCorrupt: .* is no model that can be read here/);
    expect(state).toBe("ready");
  });

  test("refuses a file that is missing, cut short or changed, and loads it when it is mended", async () => {
    const path = starter?.files[0]?.path.split("/").at(-1) ?? "";
    const found = await page.evaluate((name) => window.harness.loadDamaged(name), path);
    expect(found).toEqual({ missing: "ModelCorrupt", short: "ModelCorrupt", changed: "ModelCorrupt", mended: "ready" });
  });
});

test("none of it asks another origin, breaks the policy or throws where nobody listens", () => {
  expect(complaints).toEqual([]);
});
