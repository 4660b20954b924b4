import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { securityHeaders } from "../../src/headers";
import { test } from "../support/appTest";
import { CairnPage } from "../support/CairnPage";
import { startCanary } from "../support/server";

const hostile = (name: string, canary: string) =>
  readFileSync(`test/fixtures/hostile/${name}.md`, "utf8").replaceAll("{{CANARY}}", canary.replace(/\/$/, ""));

test("Nothing reaches another origin, whatever a message or a file asks for", async ({ app, page }) => {
  const canary = await startCanary();
  const asked: string[] = [];
  page.context().on("request", (request) => {
    const { url } = { url: request.url() };
    if (!url.startsWith(app.url) && !url.startsWith("blob:") && !url.startsWith("data:")) asked.push(url);
  });
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say(hostile("message", canary.url));
  await cairn.addFiles({
    name: "hostile.md",
    mimeType: "text/markdown",
    buffer: Buffer.from(hostile("markdown", canary.url)),
  });
  const sources = page.getByRole("list", { name: "Sources" }).getByRole("listitem");
  await expect(sources).toHaveCount(1, { timeout: 20_000 });
  await sources.first().getByRole("link").click();
  await page.getByRole("main").getByText(/./).first().waitFor();
  await cairn.goTo("Chat");
  await page.getByRole("button", { name: "New chat" }).first().click();
  for (const question of [
    "What is on the shopping list for Saturday?",
    "Until when is the dairy open?",
    "What about the gutters?",
  ])
    await cairn.say(question);
  for (const screen of ["Memory", "Library", "Reflection", "Settings", "Chat"] as const) await cairn.goTo(screen);
  await page.reload();
  await cairn.ready();
  expect(canary.hits).toEqual([]);
  expect(asked).toEqual([]);
  expect(dialogs).toEqual([]);
  expect(page.url().startsWith(app.url)).toBe(true);
  await canary.close();
});

test("A page that tries to reach another origin is refused by its policy, on the page and in every worker", async ({
  app,
  page,
}) => {
  const canary = await startCanary();
  await page.goto(app.url);
  const tried = await page.evaluate(async (url) => {
    const attempts: Record<string, () => Promise<unknown>> = {
      fetch: () => fetch(url),
      beacon: async () => {
        if (!navigator.sendBeacon(url)) throw new Error("refused");
      },
      socket: () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url.replace("http", "ws"));
          socket.onopen = resolve;
          socket.onerror = reject;
        }),
      image: () =>
        new Promise((resolve, reject) => {
          const image = new Image();
          image.onload = resolve;
          image.onerror = reject;
          image.src = `${url}image.png`;
        }),
      events: () =>
        new Promise((resolve, reject) => {
          const source = new EventSource(url);
          source.onopen = resolve;
          source.onerror = reject;
        }),
    };
    const reached: string[] = [];
    for (const [name, attempt] of Object.entries(attempts)) {
      await attempt().then(
        () => reached.push(name),
        () => undefined,
      );
    }
    return reached;
  }, canary.url);
  // A beacon says "queued" before the policy drops it: only the canary knows.
  expect(tried.filter((name) => name !== "beacon")).toEqual([]);
  expect(canary.hits).toEqual([]);
  await canary.close();
});

test("The page, every worker and the service worker are served with their headers", async ({ app, page }) => {
  const sent = new Map<string, Record<string, string>>();
  page.context().on("response", (response) => {
    const { pathname, origin } = new URL(response.url());
    if (`${origin}/` === app.url) sent.set(pathname, response.headers());
  });
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  const { precached } = await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const name = (await caches.keys()).find((key) => key.startsWith("workbox-precache"));
    const keys = await (await caches.open(name ?? "")).keys();
    return { precached: keys.map(({ url }) => new URL(url).pathname) };
  });
  const scripts = precached.filter((path) => /\.worker-[\w-]+\.js$/.test(path));
  expect(scripts.map((path) => /([a-z]+)\.worker/.exec(path)?.[1]).sort()).toEqual(
    expect.arrayContaining(["embedder", "import", "llm", "memory", "reflection"]),
  );
  for (const path of ["/", "/sw.js", ...scripts]) {
    const headers = sent.get(path) ?? (await page.request.get(new URL(path, app.url).href)).headers();
    const expected = Object.entries(securityHeaders(path)).map(([name, value]) => [name.toLowerCase(), value]);
    expect(headers, path).toMatchObject(Object.fromEntries(expected));
  }
});
