/**
 * The engines' contracts on the real workers in Chromium. The built app exposes no engine, so that these tests run on a
 * page of their own (test/browser/harness): built by test/support/harness.vite.ts from the app's modules with the app's
 * settings, and served by the start server under the app's headers, each worker script under its own.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { LLM } from "../../scripts/models/languageModel";
import { MODELS } from "../../scripts/models/paths";
import type { Served } from "../../scripts/server/serve";
import { embedderContract, meaningContract } from "../contracts/embedder";
import { languageModelContract } from "../contracts/languageModel";
import { serveHarness } from "../support/harness.vite";

test.describe.configure({ mode: "serial" });

let server: Served;
let page: Page;
const complaints: string[] = [];
const modelRequests: string[] = [];

test.beforeAll(async ({ browser }) => {
  server = await serveHarness("test/browser/harness");
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, origin, pathname, search } = new URL(request.url());
    if (pathname.startsWith("/models/")) modelRequests.push(pathname + search);
    if (protocol !== "blob:" && protocol !== "data:" && `${origin}/` !== server.url) complaints.push(request.url());
  });
  await page.goto(server.url);
});

test.afterAll(async () => {
  await page.close();
  await server.close();
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

test.describe("the language model in its worker", () => {
  test.skip(!existsSync(join(MODELS, LLM.path)), "no language model is in public/models: npm run models:llm");

  test("loads from its own origin", async () => {
    const { took, id, lastStep } = await page.evaluate(() => window.harness.loadModel());
    console.log(`language model loaded in ${Math.round(took)} ms`);
    expect(id).not.toBe("");
    expect(lastStep).toBe(1);
  });

  for (const { title } of languageModelContract) {
    test(title, async () => {
      await page.evaluate((name) => window.harness.runModelCase(name), title);
    });
  }

  test("refuses a file that is no model, and loads a real one after it", async () => {
    const { error, state } = await page.evaluate(() => window.harness.loadNoModel());
    expect(error).toContain("is no model that can be read here");
    expect(state).toBe("ready");
  });
});

test("every model file is asked for by an address that changes with its content", () => {
  const files = modelRequests.filter((path) => path !== "/models/manifest.json");
  expect(files.length).toBeGreaterThanOrEqual(4);
  for (const path of files) expect(path).toMatch(/\?v=[0-9a-f]{12}$/);
});

test("none of it asks another origin, breaks the policy or throws where nobody listens", () => {
  expect(complaints).toEqual([]);
});
