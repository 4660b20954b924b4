/** Takes the pictures of docs/screenshots/ from the built app: `npm run screenshots`. */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, expect } from "@playwright/test";
import { CHROMIUM_ARGS, ensureChromium } from "../../scripts/chromium";
import { CairnPage } from "./CairnPage";
import { serveApp } from "./server";

const OUT = "docs/screenshots";
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const TOLD = [
  "My sister Ottilie runs the ferry office in Kirkwall. She moved there from Stromness in March.",
  "The lease on the Harrow Lane workshop ends on 14 September 2027, and it has to be renewed in writing six weeks before.",
  "The plumber Mr Haas comes on Tuesday at 9.",
  "Mr Haas the plumber comes on Tuesday at 9.",
];

async function fill(cairn: CairnPage): Promise<void> {
  const { page } = cairn;
  await cairn.open();
  for (const text of TOLD) await cairn.say(text);
  await cairn.addFiles({
    name: "allotment-notes.md",
    mimeType: "text/markdown",
    buffer: await readFile("test/fixtures/files/allotment-notes.md"),
  });
  await expect(page.getByText(/^Added/)).toBeVisible({ timeout: 30_000 });
  await cairn.indexed();
  await cairn.goTo("Reflection");
  await page.getByRole("button", { name: "Reflect now" }).click();
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible({ timeout: 60_000 });
  await cairn.goTo("Chat");
  await page.getByRole("button", { name: "New chat" }).first().click();
  await cairn.say("When does our contract for the workshop run out?");
  await cairn.say("Where is the key for the shed hidden?");
}

async function take(browser: Browser, url: string, options: BrowserContextOptions, suffix: string): Promise<void> {
  const context = await browser.newContext({ ...options, locale: "en-GB", reducedMotion: "reduce" });
  const page = await context.newPage();
  const cairn = new CairnPage(page, url);
  const shoot = (name: string) => page.screenshot({ path: join(OUT, `${name}${suffix}.png`) });
  await cairn.open();
  await shoot("empty");
  await fill(cairn);
  await shoot("chat");
  await cairn
    .articles()
    .last()
    .getByRole("button", { name: /^Source/ })
    .first()
    .click();
  await expect(page.getByLabel("Passage", { exact: true }).locator("mark").first()).toBeVisible();
  await shoot("passage");
  await page.keyboard.press("Escape");
  await cairn.goTo("Memory");
  await page.getByRole("searchbox", { name: "Search memory" }).fill("plumber");
  await page.getByRole("list", { name: "Memories" }).getByRole("link", { name: /Haas/ }).first().click();
  await expect(page.getByRole("heading", { level: 2, name: /Tuesday at 9/ })).toBeVisible();
  await shoot("memory");
  // On a phone the memory stands over its list.
  await page.goBack();
  const drawn = {
    Library: page.getByRole("list", { name: "Sources" }).getByRole("listitem").first(),
    Reflection: page.getByRole("main").getByRole("listitem").first(),
    Settings: page.getByRole("button", { name: "Export memory" }),
  };
  for (const screen of ["Library", "Reflection", "Settings"] as const) {
    await cairn.goTo(screen);
    await expect(drawn[screen]).toBeVisible();
    await shoot(screen.toLowerCase());
  }
  await context.close();
}

/** The screen of language models, with the one that Cairn's own server has. */
async function takeModels(browser: Browser, options: BrowserContextOptions, suffix: string): Promise<void> {
  const app = await serveApp({ llm: true });
  const context = await browser.newContext({ ...options, locale: "en-GB", reducedMotion: "reduce" });
  const page = await context.newPage();
  const cairn = new CairnPage(page, app.url);
  await cairn.open("settings");
  await cairn.modelReady();
  await cairn.allModels();
  await page.screenshot({ path: join(OUT, `models${suffix}.png`) });
  await context.close();
  await app.close();
}

await mkdir(OUT, { recursive: true });
const app = await serveApp();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
for (const [size, viewport] of Object.entries(SIZES))
  for (const colorScheme of ["light", "dark"] as const) {
    const suffix = `${size === "desktop" ? "" : `-${size}`}${colorScheme === "dark" ? "-dark" : ""}`;
    const options = { viewport, colorScheme, hasTouch: size === "phone" };
    await take(browser, app.url, options, suffix);
    await takeModels(browser, options, suffix);
    console.info(`${size}, ${colorScheme}`);
  }
await browser.close();
await app.close();
