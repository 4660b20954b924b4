/** Runs every check, each to its end, and ends with one line: `N passed, M failed, K skipped`. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { addCounts, type Counts, NO_TESTS, readPlaywrightReport, readVitestReport } from "./checks/testCounts";
import { ensureChromium } from "./chromium";
import { CACHE, ROOT } from "./models/paths";

const VITEST_REPORT = join(CACHE, "vitest.json");
const PLAYWRIGHT_REPORT = join(CACHE, "playwright.json");

/** The checks, in order. One without a report counts as one failure when it fails; so does one whose report tells of none. */
const CHECKS: { script: string; counts?: () => Counts }[] = [
  { script: "test:format" },
  { script: "test:lint" },
  { script: "test:types" },
  { script: "test:unit", counts: () => readVitestReport(VITEST_REPORT) },
  { script: "test:browser", counts: () => readPlaywrightReport(PLAYWRIGHT_REPORT) },
];

process.env.CHROMIUM_PATH = ensureChromium();
// Before the unit tests, which read its files too. Without Python there is none: tests that need it say so and are skipped.
spawnSync(process.execPath, ["--import", "tsx", "scripts/llmModel.ts"], { cwd: ROOT, stdio: "inherit" });
// A check that never starts must not be counted by the report of an earlier run.
for (const report of [VITEST_REPORT, PLAYWRIGHT_REPORT]) rmSync(report, { force: true });

let total = NO_TESTS;
const failed: string[] = [];
for (const { script, counts } of CHECKS) {
  const { status } = spawnSync("npm", ["run", "--silent", script], {
    cwd: ROOT,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const found = counts?.() ?? NO_TESTS;
  total = addCounts(total, found);
  if (status === 0) continue;
  failed.push(script);
  if (found.failed === 0) total = addCounts(total, { ...NO_TESTS, failed: 1 });
}
if (failed.length > 0) console.error(`Failed: ${failed.join(", ")}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
