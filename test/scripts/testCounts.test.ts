import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { addCounts, NO_TESTS, readPlaywrightReport, readVitestReport } from "../../scripts/checks/testCounts";

const folder = mkdtempSync(join(tmpdir(), "cairn-counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, report: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(report));
  return path;
}

test("Both runners' reports add up, and a flaky test counts as failed", () => {
  const vitest = { numPassedTests: 40, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
  const playwright = { stats: { expected: 9, unexpected: 1, flaky: 1, skipped: 2 } };
  const counts = addCounts(
    readVitestReport(write("vitest.json", vitest)),
    readPlaywrightReport(write("playwright.json", playwright)),
  );
  expect(counts).toEqual({ passed: 49, failed: 3, skipped: 5 });
});

test("A report that was never written counts nothing", () => {
  expect(readVitestReport(join(folder, "none.json"))).toEqual(NO_TESTS);
});
