import { chromium } from "@playwright/test";
import { CHROMIUM_ARGS, ensureChromium } from "../../../scripts/chromium";
import { serveHarness } from "../../support/harness.vite";
import type { JudgeBench } from "./page";

/** The judge in Chromium, as the app runs it. */
export interface OpenJudge extends JudgeBench {
  close(): Promise<void>;
}

/** Builds the page of the bench, and opens it under the app's own headers. */
export async function openJudge(): Promise<OpenJudge> {
  const server = await serveHarness("test/bench/judge");
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(String(error)));
  await page.goto(server.url);
  return {
    load: () => page.evaluate(() => window.judgeBench.load()),
    pairs: (rows) => page.evaluate((given) => window.judgeBench.pairs(given), rows),
    sentences: (rows) => page.evaluate((given) => window.judgeBench.sentences(given), rows),
    questions: (rows) => page.evaluate((given) => window.judgeBench.questions(given), rows),
    turn: (known, text) => page.evaluate(([one, other]) => window.judgeBench.turn(one, other), [known, text] as const),
    embed: (texts) => page.evaluate((given) => window.judgeBench.embed(given), texts),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
