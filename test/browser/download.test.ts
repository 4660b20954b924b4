/**
 * download.worker and models.worker in Chromium, under the headers of the app, with a model hub on this machine that goes
 * wrong in every way it can. The page is test/browser/downloadHarness, built for that hub and for a list that offers `tiny`.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { CACHE } from "../../scripts/models/paths";
import type { Served } from "../../scripts/server/serve";
import { directoryContract } from "../contracts/directory";
import { downloadContract } from "../contracts/download";
import { serveHarness } from "../support/harness.vite";
import type { LocalHub } from "../support/hub";
import { type ModelsFolder, makeModelsFolder, TINY } from "../support/modelsFolder";
import { seen, startTinyHub, TINY_CATALOG, tinyHashes, UNPINNED_ID } from "../support/tinyHub";

test.describe.configure({ mode: "serial" });

const CATALOG_FILE = join(CACHE, "tiny-catalog.json");
const HASHES = tinyHashes();
const LIBRARY = "model.wasm";

let hub: LocalHub;
let folder: ModelsFolder;
let server: Served;
let page: Page;
/** Requests of the page and its threads to any other origin than the page's and the hub's. */
let strange: string[];

test.beforeAll(async ({ browser }) => {
  hub = await startTinyHub();
  folder = makeModelsFolder();
  writeFileSync(CATALOG_FILE, JSON.stringify(TINY_CATALOG));
  process.env.CAIRN_HUB = `${hub.origin} ${hub.origin} ${hub.cdn}`;
  process.env.CAIRN_CATALOG = CATALOG_FILE;
  server = await serveHarness("test/browser/downloadHarness", folder.path);
  const context = await browser.newContext();
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    const known = [new URL(server.url).origin, hub.origin, hub.cdn];
    if (!known.includes(origin) && protocol.startsWith("http")) strange.push(request.url());
  });
  page = await context.newPage();
  await page.goto(server.url);
});

test.beforeEach(async () => {
  strange = [];
  hub.reset();
  await page.evaluate(() => window.downloads.clear());
});

test.afterAll(async () => {
  delete process.env.CAIRN_HUB;
  delete process.env.CAIRN_CATALOG;
  rmSync(CATALOG_FILE);
  await page.context().close();
  await Promise.all([server.close(), hub.close()]);
  folder.remove();
});

const install = (id = "tiny") => page.evaluate((name) => window.downloads.install(name), id);
const tree = () => page.evaluate(() => window.downloads.tree());
const hashes = (id = "tiny") => page.evaluate((name) => window.downloads.hashes(name), id);
const listed = () => page.evaluate(async () => (await window.downloads.list()).map(({ id }) => id));

for (const place of ["page", "worker"] as const) {
  for (const { title } of directoryContract) {
    test(`the file system, in a ${place}: ${title}`, async () => {
      await page.evaluate(([name, where]) => window.downloads.runDirectoryCase(name, where), [title, place] as const);
    });
  }
}

for (const { title, arrange, ends, broken, saw, resumed } of downloadContract) {
  test(`a download ${title}`, async () => {
    arrange(hub);
    const end = await install();
    const files = Object.keys(await tree());
    if (ends === "whole") {
      expect(end).toMatchObject({ model: { id: "tiny", from: "hub" } });
      expect(await hashes()).toEqual(HASHES);
      expect(files.sort()).toEqual(
        ["models/hashes.json", ...["model.json", ...Object.keys(HASHES)].map((name) => `models/tiny/${name}`)].sort(),
      );
    } else {
      expect(end).toMatchObject({ error: ends, message: expect.stringMatching(/\.$/) });
      expect(await listed()).toEqual([]);
      expect(files.filter((path) => path.startsWith(`models/tiny/${broken}`))).toEqual([]);
    }
    if (saw) expect(seen(hub, saw.file).statuses).toEqual(saw.statuses);
    if (resumed) {
      const { starts, sent } = seen(hub, resumed.file);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(starts.at(-1)).toBeGreaterThan(0);
      expect(sent).toBeLessThan(resumed.sentLessThan);
    }
    // A preflight request would be refused by some hosts.
    expect(hub.requests.every(({ method }) => method === "GET")).toBe(true);
    expect(strange).toEqual([]);
  });
}

test("a download goes on by itself where its thread dies", async () => {
  hub.fail(LIBRARY, { stall: 1_500_000 });
  const end = install();
  await expect.poll(async () => (await tree())[`models/tiny/${LIBRARY}.part`]).toBe(1_500_000);
  expect(await listed()).toEqual([]);
  await page.evaluate(() => window.downloads.kill());
  expect(await end).toMatchObject({ model: { id: "tiny" } });
  expect(await hashes()).toEqual(HASHES);
  expect(hub.requests.filter(({ file }) => file === LIBRARY).map(({ range }) => range)).toEqual([
    null,
    "bytes=1500000-",
  ]);
});

test("a download that was paused, or whose page was closed, goes on from what came", async () => {
  const context = page.context();
  const other = await context.newPage();
  await other.goto(server.url);
  hub.always(LIBRARY, { stall: 1_200_000 });
  const paused = install();
  await expect.poll(async () => (await tree())[`models/tiny/${LIBRARY}.part`]).toBe(1_200_000);
  await page.evaluate(() => window.downloads.pause());
  expect(await paused).toMatchObject({ error: "AbortError" });

  hub.reset();
  hub.always(LIBRARY, { stall: 800_000 });
  const closed = other.evaluate(() => window.downloads.install("tiny")).catch(() => "closed");
  await expect.poll(async () => (await tree())[`models/tiny/${LIBRARY}.part`]).toBe(2_000_000);
  expect(await listed()).toEqual([]);
  await other.close();
  expect(await closed).toBe("closed");

  hub.reset();
  expect(await install()).toMatchObject({ model: { id: "tiny" } });
  expect(await hashes()).toEqual(HASHES);
  // Of five files one is asked for, and of that only the rest.
  expect(hub.requests.map(({ file, range }) => `${file} ${range}`)).toEqual([`${LIBRARY} bytes=2000000-`]);
  expect(seen(hub, LIBRARY).sent).toBe(2_790_642 - 2_000_000);
});

test("a download waits while another tab fetches the same model, and finds it whole", async () => {
  const other = await page.context().newPage();
  await other.goto(server.url);
  hub.always(LIBRARY, { slow: 10 });
  const both = [install(), other.evaluate(() => window.downloads.install("tiny"))];
  for (const end of await Promise.all(both)) expect(end).toMatchObject({ model: { id: "tiny" } });
  expect(seen(hub, LIBRARY).statuses).toEqual([200]);
  await other.close();
});

test("what a file was at its first download is kept when the model is removed, and checked ever after", async () => {
  expect(await install(UNPINNED_ID)).toMatchObject({ model: { id: UNPINNED_ID } });
  await page.evaluate((id) => window.downloads.remove(id), UNPINNED_ID);
  expect(await tree()).toEqual({ "models/hashes.json": expect.any(Number) });
  hub.always("params_shard_0.bin", { wrong: 1000 });
  expect(await install(UNPINNED_ID)).toMatchObject({ error: "WrongBytes" });
  hub.reset();
  expect(await install(UNPINNED_ID)).toMatchObject({ model: { id: UNPINNED_ID } });
  expect(await hashes(UNPINNED_ID)).toEqual(HASHES);
});

test("a model of Cairn's own server is copied onto the device, and the hub is not asked", async () => {
  const end = await page.evaluate(() => window.downloads.install("tiny", "server"));
  expect(end).toMatchObject({ model: { id: "tiny", from: "server" } });
  expect(await hashes()).toEqual(HASHES);
  expect(hub.requests).toEqual([]);
});

test("a folder from disk becomes a model under a name of its own, without a word to any network", async () => {
  await page.locator("#folder").setInputFiles(TINY);
  const inspected = await page.evaluate(() => window.downloads.inspect("folder"));
  expect(inspected).toMatchObject({
    ok: true,
    model: { name: "tiny", kind: "mlc", from: "disk", contextTokens: 1024 },
  });
  expect(await tree()).toEqual({});
  const end = await page.evaluate(() => window.downloads.add("folder"));
  const { model } = end as { model: { id: string } };
  expect(model.id).toMatch(/^disk-[0-9a-f]{12}$/);
  expect(await hashes(model.id)).toEqual(HASHES);
  expect(await page.evaluate(() => window.downloads.add("folder"))).toEqual(end);
  expect(await page.evaluate(() => window.downloads.sizes())).toMatchObject([{ id: model.id, whole: true }]);
  expect(hub.requests).toEqual([]);

  await page.locator("#files").setInputFiles(join(TINY, "tokenizer.json"));
  expect(await page.evaluate(() => window.downloads.add("files"))).toMatchObject({ error: "UnusableModel" });
  expect(await listed()).toEqual([model.id]);
});

test("the hub is reached by download.worker alone, and from there nobody else", async () => {
  await page.evaluate(() => window.downloads.install("tiny", "server"));
  await page.evaluate(() => window.downloads.openModels());
  const threadOf = (name: string) => page.workers().find((worker) => worker.url().includes(`${name}.worker`));
  const [downloads, models] = [threadOf("download"), threadOf("models")];
  if (!downloads || !models) throw new Error("A thread is missing.");
  const reach = (url: string) =>
    fetch(url).then(
      ({ status }) => String(status),
      (error: Error) => error.name,
    );
  const file = `${hub.origin}/mlc-ai/tiny/resolve/main/tokenizer.json`;
  expect(await downloads.evaluate(reach, file)).toBe("200");
  expect(await models.evaluate(reach, file)).toBe("TypeError");
  expect(await page.evaluate(reach, file)).toBe("TypeError");
  expect(await models.evaluate(reach, `${server.url}models/manifest.json`)).toBe("200");

  // Neither by itself nor where the hub sends it.
  expect(await downloads.evaluate(reach, `${hub.stranger}/`)).toBe("TypeError");
  hub.always("tokenizer.json", { redirect: "stranger" });
  expect(await downloads.evaluate(reach, file)).toBe("TypeError");
  expect(hub.requests.filter(({ origin }) => origin === "stranger")).toEqual([]);
});
