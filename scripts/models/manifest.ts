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

/** Puts each of `entries` in the place of the one with its id. */
export function putModels(entries: readonly ModelEntry[], note = "", folder = MODELS): void {
  const ids = new Set(entries.map((entry) => entry.id));
  const others = readManifest(folder).models.filter((model) => !ids.has(model.id));
  const models = [...others, ...entries].sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id));
  writeManifest({ version: 1, models, note }, folder);
}

/** Takes these models out, and leaves `note` for people. */
export function dropModels(ids: readonly string[], note: string, folder = MODELS): void {
  const models = readManifest(folder).models.filter((model) => !ids.includes(model.id));
  writeManifest({ version: 1, models, note }, folder);
}
