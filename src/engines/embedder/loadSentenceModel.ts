import { AutoModel, AutoTokenizer, env, LogLevel, Tensor } from "@xenova/transformers";
import ortModule from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import ortWasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type { ModelEntry } from "../llm/protocol";
import { MODELS_URL, modelFileUrl } from "../llm/readManifest";
import { meanPool } from "./meanPool";
import { padBatch } from "./padBatch";
import type { EmbedderInfo } from "./protocol";

/** Tokens of a text that the model reads; the rest of a longer one is left out. */
const LONGEST = 256;
/** Characters that are looked at for those tokens: splitting 200,000 would take longer than reading 256. */
const MOST_CHARACTERS = 16 * LONGEST;

/** A loaded sentence model. */
export interface SentenceModel {
  info: EmbedderInfo;
  /** rows x dimension, each row of length 1. */
  embed(texts: readonly string[]): Promise<Float32Array>;
  /** The ids of a text's words, without the marks around it. */
  wordIds(text: string): number[];
}

/** Loads the embedder of the manifest from this app's own origin. Rejects where a file is missing or is no model. */
export async function loadSentenceModel(entry: ModelEntry): Promise<SentenceModel> {
  const weights = entry.files.find((file) => file.path.endsWith(".onnx"));
  const folder = weights?.path.split("/")[0];
  if (!weights || !folder) throw new Error(`The manifest names no weights for ${entry.id}.`);
  configure(entry);
  const [tokenizer, model] = await Promise.all([
    AutoTokenizer.from_pretrained(folder),
    AutoModel.from_pretrained(folder, { dtype: "q8", device: "wasm" }),
  ]);
  const dimension: unknown = Reflect.get(model.config, "hidden_size");
  if (typeof dimension !== "number") throw new Error(`The configuration of ${entry.id} names no hidden_size.`);

  return {
    info: { modelId: `${folder}@q8-${weights.sha256.slice(0, 8)}`, dimension },
    async embed(texts) {
      const tokenIds = texts.map((text) => tokenizer.encode(text.slice(0, MOST_CHARACTERS)));
      const { rows, width, lengths, ids, mask } = padBatch(tokenIds, LONGEST);
      const shape = [rows, width];
      const { last_hidden_state: hidden } = await model({
        input_ids: new Tensor("int64", ids, shape),
        attention_mask: new Tensor("int64", mask, shape),
        token_type_ids: new Tensor("int64", new BigInt64Array(rows * width), shape),
      });
      return meanPool(hidden.data, lengths, width, dimension);
    },
    wordIds: (text) => tokenizer.encode(text.slice(0, MOST_CHARACTERS), { add_special_tokens: false }),
  };
}

/** Keeps transformers.js and onnxruntime-web to this origin. The service worker is the only cache. */
function configure(entry: ModelEntry): void {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = MODELS_URL;
  env.useBrowserCache = false;
  // It would import the runtime from a blob:, which the policy forbids.
  env.useWasmCache = false;
  env.logLevel = LogLevel.ERROR;
  const urls = new Map(entry.files.map((file) => [MODELS_URL + file.path, modelFileUrl(file)]));
  env.fetch = (url, init) => fetch(urls.get(String(url)) ?? url, init);
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error("This browser has no WebAssembly.");
  // Both, or its threads hang; neither, and it asks a CDN.
  wasm.wasmPaths = { mjs: ortModule, wasm: ortWasm };
  wasm.numThreads = crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
}
