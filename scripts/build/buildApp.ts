import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { ROOT } from "../models/paths";
import { isHubStale } from "./hub";

/** The built app. */
export const DIST = join(ROOT, "dist");

/** What the build is made from. */
const INPUTS = [
  "src",
  "scripts/build",
  "public",
  "models/catalog.json",
  "models/pins.json",
  "index.html",
  "vite.config.ts",
  "package-lock.json",
];

/** Builds the app into dist/, or another folder, which is emptied. Throws where it does not build. */
export async function buildApp(outDir = DIST): Promise<void> {
  await build({ root: ROOT, logLevel: "warn", configLoader: "runner", build: { outDir, emptyOutDir: true } });
}

/** Whether dist/ is missing, older than anything that it is made from, or made for another hub than is asked for. */
export function isBuildStale(): boolean {
  const built = statSync(join(DIST, "index.html"), { throwIfNoEntry: false });
  return !built || isHubStale(DIST) || INPUTS.some((input) => newest(join(ROOT, input)) > built.mtimeMs);
}

/** The last change below `path`; the models have no part in the build. */
function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  const isInput = (entry: Dirent) => !(entry.isDirectory() && entry.name === "models");
  const below = readdirSync(path, { withFileTypes: true }).filter(isInput);
  return Math.max(0, ...below.map((entry) => newest(join(path, entry.name))));
}
