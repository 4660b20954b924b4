import { expect, type Page } from "@playwright/test";
import { policyHeaders, SHARED_HEADERS, securityHeaders } from "../../src/headers";
import { test } from "../support/appTest";
import { serveApp, startCanary } from "../support/server";

/** Opens the app, and waits until the service worker answers for it. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Sends `keep-models` as the page's own code does, and returns what could not be kept. */
function keepModels(page: Page, urls: string[]): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<string[]>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data.missing);
    });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ type: "keep-models", urls: wanted }, [port2]);
    return answer;
  }, urls);
}

/** Addresses in the model cache. */
function keptModels(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const cache = await caches.open("cairn-models");
    return (await cache.keys()).map(({ url }) => url.slice(location.origin.length)).sort();
  });
}

/** Waits until the page has kept the versions that it loaded, which take the place of others; its largest file comes last. */
async function ownModelsKept(page: Page): Promise<void> {
  await expect.poll(async () => (await keptModels(page)).join(), { timeout: 30_000 }).toContain(".onnx?v=");
}

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

test("A host without headers has an isolated page after one reload, with every header from the service worker", async ({
  page,
}) => {
  const host = await serveApp({ headers: false });
  await visit(page, host.url);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const offer = page.getByRole("button", { name: "Reload to protect" });
  await expect(offer).toBeVisible();
  const [response] = await Promise.all([page.waitForNavigation(), offer.click()]);
  expect(response?.fromServiceWorker()).toBe(true);
  expect(response?.headers()).toMatchObject(lowerCased(securityHeaders("/")));
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(page.getByRole("status")).toBeVisible();
  await expect(offer).toHaveCount(0);
  await host.close();
});

test("On a host without headers a worker lives under the policy of its own script", async ({ page }) => {
  const host = await serveApp({ headers: false });
  await visit(page, host.url);
  await page.reload();
  const scripts = await page.evaluate(async () => {
    const precache = (await caches.keys()).find((name) => name.startsWith("workbox-precache"));
    const requests = await (await caches.open(precache ?? "")).keys();
    return requests.map(({ url }) => new URL(url).pathname).filter((path) => /\.worker-[\w-]+\.js$/.test(path));
  });
  expect(scripts.length).toBeGreaterThanOrEqual(5);
  const sent = new Map<string, Record<string, string>>();
  page.on("response", (response) => sent.set(new URL(response.url()).pathname, response.headers()));
  await page.evaluate((paths) => {
    for (const path of paths) new Worker(path, { type: "module" });
  }, scripts);
  await expect.poll(() => scripts.filter((path) => !sent.has(path))).toEqual([]);
  for (const path of scripts) {
    expect(sent.get(path), path).toMatchObject(lowerCased({ ...policyHeaders(path), ...SHARED_HEADERS }));
  }
  await host.close();
});

test("After one visit the app opens without a network, on every route", async ({ page }) => {
  const host = await serveApp();
  await visit(page, host.url);
  await host.close();
  for (const route of ["", "#/memory", "#/library", "#/reflection", "#/settings"]) {
    await page.goto("about:blank");
    const response = await page.goto(host.url + route);
    expect(response?.status(), route).toBe(200);
    await expect(page.locator("#root > *").first()).toBeVisible();
  }
});

test("Models that a page asks to be kept are there without a network, whole, and what cannot be had is named", async ({
  page,
}) => {
  const host = await serveApp();
  await visit(page, host.url);
  await ownModelsKept(page);
  const config = "/models/all-MiniLM-L6-v2/config.json?v=0e353a83";
  const absent = "/models/absent.bin?v=00000000";
  expect(await keepModels(page, [config, absent, "https://elsewhere.example/models/x?v=1"])).toEqual([absent]);
  await page.evaluate(() => fetch("/models/manifest.json").then((response) => response.json()));
  await host.close();
  const read = (url: string) => page.evaluate((address) => fetch(address).then((response) => response.json()), url);
  expect(await read(config)).toMatchObject({ model_type: "bert" });
  expect(await read("/models/manifest.json")).toMatchObject({ version: 1 });
});

test("A newer version of a model takes the place of the older one, once it is stored", async ({ app, page }) => {
  await visit(page, app.url);
  const path = "/models/all-MiniLM-L6-v2/tokenizer_config.json";
  await ownModelsKept(page);
  await keepModels(page, [`${path}?v=11111111`]);
  expect(await keptModels(page)).toContain(`${path}?v=11111111`);
  await keepModels(page, [`${path}?v=22222222`]);
  const kept = await keptModels(page);
  expect(kept).toContain(`${path}?v=22222222`);
  expect(kept).not.toContain(`${path}?v=11111111`);
});

test("A request to another origin is never answered by the service worker", async ({ page }) => {
  // Without headers on the first visit the page itself may still ask elsewhere.
  const [host, canary] = await Promise.all([serveApp({ headers: false }), startCanary()]);
  await visit(page, host.url);
  const [response] = await Promise.all([
    page.waitForResponse((received) => received.url().startsWith(canary.url)),
    page.evaluate((url) => fetch(url), canary.url),
  ]);
  expect(response.fromServiceWorker()).toBe(false);
  expect(canary.hits).toEqual(["GET /"]);
  await Promise.all([host.close(), canary.close()]);
});
