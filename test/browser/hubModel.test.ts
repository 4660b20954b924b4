/** A language model from the hub in the built app, as a person gets it; and who may speak with the hub on the way. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { buildApp } from "../../scripts/build/buildApp";
import { SOFTWARE_GRAPHICS_ARGS } from "../../scripts/chromium";
import { CACHE } from "../../scripts/models/paths";
import { type Served, serve } from "../../scripts/server/serve";
import { CairnPage } from "../support/CairnPage";
import type { LocalHub } from "../support/hub";
import { browserWith } from "../support/launch";
import { type ModelsFolder, makeModelsFolder, TINY_ID } from "../support/modelsFolder";
import { type Canary, startCanary } from "../support/server";
import { seen, startTinyHub, TINY_CATALOG, tinyHashes } from "../support/tinyHub";
import { postedTo, watchWorkers } from "../support/workers";

test.use({ launchOptions: browserWith(SOFTWARE_GRAPHICS_ARGS) });

const APP = join(CACHE, "app-of-hub");
const CATALOG_FILE = join(CACHE, "catalog-of-hub.json");
const LIBRARY = "model.wasm";
const FILES = Object.keys(tinyHashes());

const BEES = "I count my bees every Sunday before breakfast.";
const QUESTION = "When do I count my bees?";
const OF_THE_CHAT = /bees|sunday|breakfast|lantern/i;

let hub: LocalHub;
let canary: Canary;
let models: ModelsFolder;
let host: Served | null = null;

test.beforeAll(async () => {
  [hub, canary] = await Promise.all([startTinyHub(), startCanary()]);
  models = makeModelsFolder({ withTiny: false });
  const only = { ...TINY_CATALOG, models: TINY_CATALOG.models.filter(({ id }) => id === TINY_ID) };
  writeFileSync(CATALOG_FILE, JSON.stringify(only));
  process.env.CAIRN_HUB = hub.origin;
  process.env.CAIRN_CATALOG = CATALOG_FILE;
  await buildApp(APP);
  host = await serve({ port: 0, root: APP, models: models.path });
});

test.afterAll(async () => {
  delete process.env.CAIRN_HUB;
  delete process.env.CAIRN_CATALOG;
  await Promise.all([host?.close(), hub?.close(), canary?.close()]);
  models?.remove();
  for (const path of [APP, CATALOG_FILE]) rmSync(path, { recursive: true, force: true });
});

/** A part of an address that only the tries of `tryToReach` have. */
const TRY = "/try-of-";

/** What becomes of a fetch to the hub in the page and in each of its threads, by name. */
async function tryToReach(page: Page, origin: string): Promise<Record<string, string>> {
  const reach = (url: string) =>
    fetch(url).then(
      ({ status }) => String(status),
      (error: Error) => error.name,
    );
  const found: Record<string, string> = { page: await page.evaluate(reach, `${origin}${TRY}page`) };
  for (const worker of page.workers()) {
    const name = /([a-z]+)\.worker-/.exec(worker.url())?.[1];
    if (name) found[name] = await worker.evaluate(reach, `${origin}${TRY}${name}`);
  }
  return found;
}

/** Waits until the service worker holds the files of the embedder too, of which the largest comes last. */
async function kept(page: Page): Promise<void> {
  const addresses = () =>
    page.evaluate(async () => (await (await caches.open("cairn-models")).keys()).map(({ url }) => url).join());
  await expect.poll(addresses, { timeout: 30_000 }).toContain(".onnx?v=");
}

test("A model comes from the hub while memory answers, answers without any network, and the hub learns nothing else", async ({
  page,
}) => {
  test.slow();
  const asked: string[] = [];
  page.context().on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol.startsWith("http") && !pathname.startsWith(TRY)) asked.push(`${request.method()} ${request.url()}`);
  });
  await watchWorkers(page);
  let goOn: () => void = () => undefined;
  const until = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  hub.always(LIBRARY, { hold: { after: 1_500_000, until } });

  const url = host?.url ?? "";
  const cairn = new CairnPage(page, url);
  await cairn.open("settings");
  // From here on it is the service worker that hands out each thread's policy.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await (await cairn.allModels()).getByRole("button", { name: "Download Tiny" }).click();
  await expect(page.getByRole("progressbar", { name: "Progress of Tiny" })).toBeVisible();
  await expect.poll(() => seen(hub, LIBRARY).sent).toBeGreaterThan(1_000_000);

  // Nobody waits for it.
  await cairn.goTo("Chat");
  await cairn.say(BEES);
  await cairn.say(`The lantern is in this picture: ![lantern](${canary.url}lantern.png)`);
  await expect(await cairn.say(QUESTION)).toContainText("every Sunday");
  await cairn.goTo("Settings");
  await expect(page.getByRole("progressbar", { name: "Progress of Tiny" })).toBeVisible();
  await expect(cairn.languageModel.getByRole("option")).toHaveText(["None"]);

  goOn();
  await cairn.modelReady();
  await expect(cairn.languageModel).toHaveValue(TINY_ID);
  expect(await tryToReach(page, hub.origin)).toEqual({
    page: "TypeError",
    memory: "TypeError",
    embedder: "TypeError",
    llm: "TypeError",
    download: "404",
  });
  const tries = hub.requests.filter(({ text }) => text.includes(TRY));
  expect(tries.map(({ file }) => file)).toEqual(["try-of-download"]);

  await kept(page);
  const log = hub.requests.filter((request) => !tries.includes(request));
  await Promise.all([hub.close(), host?.close(), page.context().setOffline(true)]);
  host = null;
  await page.reload();
  await cairn.ready();
  await cairn.goTo("Settings");
  await cairn.modelReady();
  await cairn.goTo("Chat");
  await page.getByRole("button", { name: "New chat" }).first().click();
  await cairn.message.fill(QUESTION);
  await cairn.send.click();
  const answer = cairn.articles().nth(1);
  await expect(answer).not.toHaveAttribute("aria-busy", "true", { timeout: 40_000 });
  await expect(answer).toContainText(/\w/);
  expect(await postedTo(page, "llm"), "it was asked, with what memory holds").toContain(BEES);

  const others = asked.filter((request) => !request.startsWith(`GET ${url}`));
  const ofTheHub = `GET ${hub.origin}/mlc-ai/`;
  expect(others.filter((request) => !request.startsWith(ofTheHub))).toEqual([]);
  // A connection that was slow for long may have been made twice.
  const names = (requests: string[]) => [...new Set(requests.map((request) => request.replace(/.*\//, "")))].sort();
  expect(names(others)).toEqual(FILES.toSorted());
  expect(names(log.map(({ file }) => file))).toEqual(FILES.toSorted());
  expect(log.filter(({ text }) => OF_THE_CHAT.test(text))).toEqual([]);
  expect(canary.hits).toEqual([]);
});
