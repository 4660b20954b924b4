/**
 * Throughput of the app's embedder (queue, port, worker) against transformers.js called bare in the same page, on the
 * same batches, in turn. Fails below 95 %. ROUNDS=4 by default.
 */
import { chromium } from "@playwright/test";
import { CHROMIUM_ARGS, ensureChromium } from "../../scripts/chromium";
import { serveHarness } from "../support/harness.vite";

const AT_LEAST = 0.95;
const rounds = Number(process.env.ROUNDS ?? 4);

const server = await serveHarness("test/bench/embedder");
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(String(error)));
  await page.goto(server.url);
  const result = await page.evaluate((times) => window.bench(times), rounds);
  const ratio = result.ours / result.bare;
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  console.log(
    `${result.texts} texts of ${Math.round(result.tokens / result.texts)} tokens in ${result.batches} batches`,
  );
  console.log(`padding ${share(result.padding)}, lowest cosine between the two ${result.lowest.toFixed(6)}`);
  console.log(`best of ${rounds}: ours ${result.ours.toFixed(1)} texts/s, bare ${result.bare.toFixed(1)} texts/s`);
  console.log(`ours is at ${share(ratio)} of bare (at least ${share(AT_LEAST)})`);
  if (ratio < AT_LEAST || result.lowest < 0.999) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
