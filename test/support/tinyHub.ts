import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOG, type Catalog } from "../../src/engines/models/catalog";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import { type LocalHub, startHub } from "./hub";
import { TINY, TINY_ID } from "./modelsFolder";

/** The same files under a name that the source says nothing of. */
export const UNPINNED_ID = "tiny-unpinned";

/** A list of the hub's models that holds `tiny` alone, under both names. */
export const TINY_CATALOG: Catalog = {
  libraries: CATALOG.libraries,
  models: [TINY_ID, UNPINNED_ID].map((id) => ({
    id,
    name: "Tiny",
    family: "tiny",
    licence: "Apache-2.0",
    parameters: 500_000,
    contextTokens: 1024,
    bytes: 3_100_000,
    memoryBytes: 50_000_000,
    needsF16: false,
    thinks: false,
    library: "model.wasm",
  })),
};

export function tinyOfTheHub(id = TINY_ID): LanguageModelInfo {
  const found = TINY_CATALOG.models.find((model) => model.id === id);
  if (!found) throw new Error(`no such model: ${id}`);
  const { library: _library, ...model } = found;
  return { ...model, kind: "mlc", from: "hub", files: [] };
}

/** A hub that has `tiny` under both names. */
export async function startTinyHub(): Promise<LocalHub> {
  const hub = await startHub();
  for (const { id, library } of TINY_CATALOG.models) hub.addModel(id, TINY, library);
  return hub;
}

/** SHA-256 of each file of `tiny` that an engine reads, by path. */
export function tinyHashes(): Record<string, string> {
  const names = readdirSync(TINY).filter((name) => name !== "README.md");
  const hash = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(TINY, name)))
      .digest("hex");
  return Object.fromEntries(names.sort().map((name) => [name, hash(name)]));
}

/** The hub's answers for one file, in order: their statuses, from which byte they were asked for, and the bytes sent in all. */
export function seen(hub: LocalHub, file: string): { statuses: number[]; starts: number[]; sent: number } {
  const of = hub.requests.filter((request) => request.file === file);
  return {
    statuses: of.map(({ status }) => status),
    starts: of.map(({ range }) => Number(/^bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0)),
    sent: of.reduce((sum, each) => sum + each.sent, 0),
  };
}
