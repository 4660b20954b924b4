/**
 * Serves Cairn: makes the models it starts with, builds the app where that is missing or out of date, serves it, and meanwhile fetches
 * the language model and makes its twin for the graphics card. `--no-llm` leaves that out; `--preview` serves dist/ alone,
 * as a static host would.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildApp, DIST, isBuildStale } from "./build/buildApp";
import { copyModels } from "./build/copyModels";
import { putModels } from "./models/manifest";
import { MODELS, ROOT } from "./models/paths";
import { hasStarter, STARTERS, type Starter, starterEntry } from "./models/starters";
import { serve } from "./server/serve";
import { starterModels } from "./starterModels";

const preview = process.argv.includes("--preview");
const withoutLlm = preview || process.argv.includes("--no-llm");
const port = Number(process.env.PORT ?? 4173);

await starterModels();
if (isBuildStale()) {
  const started = performance.now();
  await buildApp();
  console.log(`Built the app in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}
if (preview && !existsSync(join(DIST, "models"))) copyModels({ withLlm: false });
const missing: Starter[] = [];
for (const starter of withoutLlm ? [] : STARTERS) if (!(await hasStarter(starter))) missing.push(starter);
// Said at once, since the process that fetches takes a moment to start.
if (missing.length > 0) putModels(missing.map((starter) => starterEntry(starter, { is: "fetching", fetched: 0 })));

try {
  const { url } = await serve({ port, root: DIST, models: preview ? undefined : MODELS, host: process.env.HOST });
  console.log(`Cairn is at\n${url}`);
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
  console.error(`Port ${port} is in use. Stop what is there, or choose another: PORT=${port + 1} npm start`);
  process.exit(1);
}
if (missing.length > 0) fetchInBackground();

/** A process of its own, so that unpacking never delays the pages that are served. It ends with this one. */
function fetchInBackground(): void {
  const child = spawn(process.execPath, ["--import", "tsx", join(ROOT, "scripts/llmModel.ts")], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      child.kill("SIGTERM");
      child.once("exit", () => process.exit(0));
      if (child.exitCode !== null) process.exit(0);
    });
  }
  process.once("exit", () => child.kill("SIGTERM"));
}
