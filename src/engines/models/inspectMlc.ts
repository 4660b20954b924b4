import type { FoundModel } from "./inspectFiles";
import { isComplete } from "./isComplete";
import {
  CONFIG,
  fieldOf,
  LIBRARY,
  OLD_WEIGHTS_LIST,
  type Shard,
  shardsOf,
  tokenizerOf,
  WEIGHTS_LIST,
} from "./mlcFiles";
import { UnusableModel } from "./modelErrors";
import { familyOf, named, shown } from "./modelWords";

/** The context that memory is reckoned with, tokens. */
const CONTEXT = 4096;
/** What the engine takes beside weights and context. */
const OVERHEAD = 200_000_000;
/** No list is larger: those of the largest models have some hundred kilobytes. */
const LARGEST_LIST = 20_000_000;

/** The model in a folder of files for web-llm. Throws UnusableModel where something of it is missing or does not fit. */
export async function inspectMlc(files: readonly File[]): Promise<FoundModel> {
  const byName = nearest(files);
  const config = byName.get(CONFIG);
  const list = byName.get(WEIGHTS_LIST) ?? byName.get(OLD_WEIGHTS_LIST);
  const libraries = [...byName.values()].filter(({ name }) => /\.wasm$/i.test(name));
  if (libraries.length > 1) {
    const names = named(libraries.map(({ name }) => shown(name)));
    throw new UnusableModel(
      `This folder has more than one .wasm file: ${names}. Leave only the one of this model in it.`,
    );
  }
  const settings = config ? await readList(config) : null;
  const weights = list ? await readList(list) : null;
  const tokenizer = tokenizerOf(settings);
  const shards = shardsOf(weights);
  if (config && !tokenizer) throw new UnusableModel(`${CONFIG} names no list of words that Cairn can read.`);
  if (list && !shards) throw new UnusableModel(`${shown(list.name)} is not a list of files that Cairn can read.`);
  const [library] = libraries;
  const words = tokenizer ? byName.get(tokenizer) : undefined;
  const missing = [
    ...(config ? [] : [CONFIG]),
    ...(list ? [] : [WEIGHTS_LIST]),
    ...(words || !tokenizer ? [] : [tokenizer]),
    ...(library ? [] : ["its library (a .wasm file)"]),
    ...(shards ?? []).map(({ path }) => path).filter((path) => !byName.has(path)),
  ];
  if (missing.length > 0 || !config || !list || !library || !words || !tokenizer || !shards) {
    throw new UnusableModel(`Files of this model are missing: ${named(missing)}.`);
  }
  if (!(await isComplete(LIBRARY, library))) throw new UnusableModel(`${shown(library.name)} is cut short or damaged.`);
  const found = shards.map((shard) => sized(byName, shard));

  const kept = [
    { path: CONFIG, file: config },
    { path: WEIGHTS_LIST, file: list },
    { path: tokenizer, file: words },
    { path: LIBRARY, file: library },
    ...found,
  ];
  const bytes = kept.reduce((sum, { file }) => sum + file.size, 0);
  const arithmetic = String(fieldOf(settings, "quantization") ?? "");
  const name = nameOf(config, settings);
  return {
    model: {
      name,
      kind: "mlc",
      licence: "not stated",
      bytes,
      memoryBytes: bytes + contextBytes(settings, arithmetic) + OVERHEAD,
      parameters: weightsIn(weights, arithmetic),
      contextTokens: contextOf(settings),
      needsF16: arithmetic.includes("f16"),
      family: familyOf(name),
      thinks: /qwen3|deepseek[-_]?r1|think/i.test(`${name} ${String(fieldOf(settings, "model_type"))}`),
    },
    files: kept,
  };
}

/** Files by name; of two that share one, that which lies less deep. */
function nearest(files: readonly File[]): Map<string, File> {
  const depth = ({ webkitRelativePath = "" }: File) => webkitRelativePath.split("/").length;
  return new Map([...files].sort((a, b) => depth(b) - depth(a)).map((file) => [file.name, file]));
}

async function readList(file: File): Promise<unknown> {
  try {
    if (file.size > LARGEST_LIST) throw new SyntaxError("too large");
    return JSON.parse(await file.text());
  } catch (error) {
    if (error instanceof SyntaxError) throw new UnusableModel(`${shown(file.name)} is damaged.`);
    throw error;
  }
}

function sized(byName: ReadonlyMap<string, File>, { path, bytes }: Shard): { path: string; file: File } {
  const file = byName.get(path);
  if (file?.size === bytes) return { path, file };
  throw new UnusableModel(`${path} has ${file?.size} bytes instead of ${bytes}. Fetch it again.`);
}

function nameOf(config: File, settings: unknown): string {
  const folder = config.webkitRelativePath?.split("/").at(-2) ?? "";
  const kind = fieldOf(settings, "model_type");
  return shown(folder.replace(/-MLC$/, "")) || shown(typeof kind === "string" ? `${kind} model` : "A model");
}

function contextOf(settings: unknown): number {
  for (const key of ["context_window_size", "sliding_window_size"]) {
    const size = fieldOf(settings, key);
    if (typeof size === "number" && size > 0) return size;
  }
  return CONTEXT;
}

/** Keys and values of the context. */
function contextBytes(settings: unknown, arithmetic: string): number {
  const model = fieldOf(settings, "model_config");
  const of = (key: string) => {
    const value = fieldOf(model, key);
    return typeof value === "number" && value > 0 ? value : 0;
  };
  const heads = of("num_attention_heads") || 1;
  const headWidth = of("head_dim") || of("hidden_size") / heads;
  const tokens = Math.min(CONTEXT, contextOf(settings));
  const perNumber = arithmetic.includes("f16") ? 2 : 4;
  return 2 * perNumber * tokens * of("num_hidden_layers") * (of("num_key_value_heads") || heads) * headWidth;
}

/** Weights in all tensors: those that are packed into words of 32 bits are counted by the bits that one takes. */
function weightsIn(list: unknown, arithmetic: string): number {
  const bits = Number(/^q(\d+)f/.exec(arithmetic)?.[1] ?? 0);
  const records = fieldOf(list, "records") as unknown[];
  const tensors = records.flatMap((record) => fieldOf(record, "records") ?? []);
  return tensors.reduce((sum: number, tensor) => {
    const shape = fieldOf(tensor, "shape");
    if (!Array.isArray(shape)) return sum;
    const count = shape.reduce((product: number, length) => product * (Number(length) || 0), 1);
    const isPacked = fieldOf(tensor, "dtype") === "uint32";
    if (bits > 0) return isPacked ? sum + count * Math.floor(32 / bits) : sum;
    return sum + count;
  }, 0);
}
