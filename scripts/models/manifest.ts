import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelEntry, ModelManifest } from "../../src/engines/llm/protocol";
import { MODELS } from "./paths";
import { writeAtomically } from "./writeAtomically";

const EMPTY: ModelManifest = { version: 1, models: [], note: "" };

/** The manifest of `folder`; an empty one where there is none or it cannot be read. */
export function readManifest(folder = MODELS): ModelManifest {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as ModelManifest;
    return manifest.version === 1 ? manifest : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function writeManifest(manifest: ModelManifest, folder = MODELS): void {
  writeAtomically(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Puts `entry` in the place of the one with its id. */
export function putModel(entry: ModelEntry, note = "", folder = MODELS): void {
  const others = readManifest(folder).models.filter((model) => model.id !== entry.id);
  const models = [...others, entry].sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id));
  writeManifest({ version: 1, models, note }, folder);
}

/** Takes the model out, and leaves `note` for people. */
export function dropModel(id: string, note: string, folder = MODELS): void {
  writeManifest({ version: 1, models: readManifest(folder).models.filter((model) => model.id !== id), note }, folder);
}
