/** Draws the three-stone mark and writes the app's icons to public/. Run by hand when the mark changes: `npm run icons`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { CHROMIUM_ARGS, ensureChromium } from "./chromium";

const GROUND = "#31653e";
const STONE = "#fafdfa";
const FOLDER = join(import.meta.dirname, "../public");

/** The mark on a ground with `radius` (of 32), its stones `size` wide. A maskable icon keeps to the middle 80 %. */
function drawIcon({ radius, size }: { radius: number; size: number }): string {
  const scale = size / 18;
  // The stones span 1.8 to 16.2 across and 3 to 17.7 down.
  const place = `translate(${(16 - 9 * scale).toFixed(2)} ${(16 - 10.35 * scale).toFixed(2)}) scale(${scale.toFixed(3)})`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="${radius}" fill="${GROUND}"/><g fill="${STONE}" transform="${place}"><ellipse cx="9" cy="15" rx="7.2" ry="2.7"/><ellipse cx="8" cy="9.7" rx="5" ry="2.3"/><ellipse cx="9.8" cy="5" rx="3.4" ry="2"/></g></svg>\n`;
}

const rounded = drawIcon({ radius: 7, size: 22 });
const full = drawIcon({ radius: 0, size: 18 });
writeFileSync(join(FOLDER, "icon.svg"), rounded);

const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
for (const [file, svg, width] of [
  ["icon-192.png", rounded, 192],
  ["icon-512.png", rounded, 512],
  ["icon-maskable.png", full, 512],
] as const) {
  const page = await browser.newPage({ viewport: { width, height: width } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  await page.screenshot({ path: join(FOLDER, file), omitBackground: true });
  await page.close();
}
await browser.close();
