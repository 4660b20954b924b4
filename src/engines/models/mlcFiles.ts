/** The files of a model for web-llm, as its two lists name them. */

export const CONFIG = "mlc-chat-config.json";
/** What web-llm 0.2.86 reads. */
export const WEIGHTS_LIST = "tensor-cache.json";
/** The same list as models compiled before 2025 name it. */
export const OLD_WEIGHTS_LIST = "ndarray-cache.json";
/** The compiled model: under this name in the model's folder here, whatever it is called where it comes from. */
export const LIBRARY = "model.wasm";

/** One file of weights. */
export interface Shard {
  path: string;
  bytes: number;
}

/** The tokenizer that web-llm takes, of those that a model's config names. Null where there is none that it can read. */
export function tokenizerOf(config: unknown): "tokenizer.json" | "tokenizer.model" | null {
  const names = fieldOf(config, "tokenizer_files");
  if (!Array.isArray(names)) return null;
  if (names.includes("tokenizer.json")) return "tokenizer.json";
  return names.includes("tokenizer.model") ? "tokenizer.model" : null;
}

/** The files of weights in a model's list, each once. Null where it is no such list, or names what is no plain file. */
export function shardsOf(list: unknown): Shard[] | null {
  const records = fieldOf(list, "records");
  if (!Array.isArray(records) || records.length === 0) return null;
  const shards = new Map<string, Shard>();
  for (const record of records) {
    const path = fieldOf(record, "dataPath");
    const bytes = fieldOf(record, "nbytes");
    if (typeof path !== "string" || !/^[\w.-]+$/.test(path) || OURS.includes(path)) return null;
    if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 0) return null;
    shards.set(path, { path, bytes });
  }
  return [...shards.values()];
}

const OURS = [CONFIG, WEIGHTS_LIST, OLD_WEIGHTS_LIST, LIBRARY, "model.json", "tokenizer.json", "tokenizer.model"];

/** A field of something that was read from a file. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
