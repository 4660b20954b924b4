import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGS, findChromium } from "./scripts/chromium";

const soak = process.env.CAIRN_SOAK === "1";

/** What takes the whole machine, and so waits for the others. */
const ALONE = [
  "**/engines.test.ts",
  "**/judge.test.ts",
  "**/webllm.test.ts",
  "**/hubModel.test.ts",
  "**/ladder.test.ts",
  "**/languageModel.test.ts",
  "**/longChat.test.ts",
  "**/responsive.test.ts",
];

/** What takes minutes. */
const SOAK_ONLY = "**/starterOnGraphics.test.ts";

export default defineConfig({
  testDir: "test/browser",
  testMatch: "**/*.test.ts",
  // The soak run is the same tests with many more rounds.
  timeout: soak ? 1_800_000 : 60_000,
  retries: 0,
  workers: 2,
  projects: soak
    ? [
        {
          name: "soak",
          testMatch: ["**/memoryFile.test.ts", "**/reflection.test.ts", "**/longChat.test.ts", SOAK_ONLY],
          workers: 1,
        },
      ]
    : [
        { name: "app", testIgnore: [...ALONE, SOAK_ONLY] },
        // A language model beside another test on two cores falls to a word a second, and long tasks are the neighbour's.
        { name: "alone", testMatch: ALONE, workers: 1, dependencies: ["app"] },
      ],
  outputDir: "test-results",
  reporter: [["list"], ["json", { outputFile: ".cache/playwright.json" }]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: findChromium() ?? undefined, args: CHROMIUM_ARGS },
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
  },
});
