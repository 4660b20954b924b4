/**
 * Fills models/pins.json for the hub's models of models/catalog.json: those that have no pins yet, or those that are named
 * (`npm run models:pin -- <id>`). Every file is downloaded and hashed, gigabytes for a large model. What is done stays
 * where the next one fails.
 */
import { join } from "node:path";
import { runnerImport } from "vite";
import type * as PlanFiles from "../../src/engines/download/planFiles";
import { hub } from "../build/hub";
import { ROOT } from "./paths";
import { pinModel } from "./pinModel";
import { PINS_FILE, readPins } from "./pins";
import { writeAtomically } from "./writeAtomically";

// The app's own code, with the hub and the catalog that the environment names.
const { module: planner } = await runnerImport<typeof PlanFiles>(join(ROOT, "src/engines/download/planFiles.ts"), {
  root: ROOT,
  logLevel: "warn",
  plugins: [hub()],
});
const options = { ...planner.BUILT, known: [] };
const known = options.catalog.models.map(({ id }) => id);
const named = process.argv.slice(2);
const ids = named.length > 0 ? named : known.filter((id) => !Object.hasOwn(readPins(), id));

let pinned = 0;
try {
  for (const id of ids) {
    if (!known.includes(id)) throw new Error(`${id} is not in models/catalog.json.`);
    console.log(id);
    const pins = await pinModel(id, planner, options, (path, { bytes }) => console.log(`  ${path}: ${bytes} bytes`));
    writeAtomically(PINS_FILE, `${JSON.stringify({ ...readPins(), [id]: pins }, null, 2)}\n`);
    pinned++;
  }
  console.log(
    `Pinned ${pinned} of ${known.length} models; ${known.length - ids.length} were pinned before or not asked for.`,
  );
} catch (error) {
  const kept =
    pinned > 0 ? `models/pins.json keeps the ${pinned} that were done.` : "models/pins.json stays as it was.";
  console.error(`${error instanceof Error ? error.message : String(error)} ${kept}`);
  process.exitCode = 1;
}
