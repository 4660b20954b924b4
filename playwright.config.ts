import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGS, findChromium } from "./scripts/chromium";

const soak = process.env.CAIRN_SOAK === "1";

export default defineConfig({
  testDir: "test/browser",
  // A soak test takes minutes and runs only when asked for.
  testMatch: soak ? "**/*.soak.ts" : "**/*.test.ts",
  timeout: soak ? 1_800_000 : 60_000,
  retries: 0,
  workers: 2,
  outputDir: "test-results",
  reporter: [["list"], ["json", { outputFile: ".cache/playwright.json" }]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: findChromium() ?? undefined, args: CHROMIUM_ARGS },
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
  },
});
