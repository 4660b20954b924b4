/** Runs the browser tests on the built app with both starter models. Arguments go to Playwright. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureChromium } from "./chromium";
import { ROOT } from "./models/paths";

process.env.CHROMIUM_PATH = ensureChromium();

const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" }).status ?? 1;

// Without Python there is no language model: the tests that need it say so and are skipped.
node("--import", "tsx", "scripts/llmModel.ts");
process.exitCode =
  node("--import", "tsx", "scripts/build.ts") ||
  node(join("node_modules", "@playwright/test/cli.js"), "test", ...process.argv.slice(2));
