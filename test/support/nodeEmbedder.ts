import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import * as ort from "onnxruntime-web/wasm";
import { meanPool } from "../../src/engines/embedder/meanPool";
import { padBatch } from "../../src/engines/embedder/padBatch";
import type { Embedder } from "../../src/memory/ports";

const LONGEST = 256;
const BATCH = 16;

/** The starter embedder run by Node on one thread, for benches: `folder` is public/models/all-MiniLM-L6-v2. */
export async function createNodeEmbedder(folder: string): Promise<Embedder> {
  const json = (name: string): object => JSON.parse(readFileSync(join(folder, name), "utf8"));
  ort.env.wasm.numThreads = 1;
  const tokenizer = new Tokenizer(json("tokenizer.json"), json("tokenizer_config.json"));
  const session = await ort.InferenceSession.create(
    new Uint8Array(readFileSync(join(folder, "onnx/model_quantized.onnx"))),
  );
  const dimension = Number(Reflect.get(json("config.json"), "hidden_size"));

  async function embedBatch(texts: readonly string[]): Promise<Float32Array[]> {
    const tokenIds = texts.map((text) => tokenizer.encode(text).ids);
    const { rows, width, lengths, ids, mask } = padBatch(tokenIds, LONGEST);
    const tensor = (data: BigInt64Array) => new ort.Tensor("int64", data, [rows, width]);
    const { last_hidden_state: hidden } = await session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(new BigInt64Array(rows * width)),
    });
    const vectors = meanPool(hidden?.data as Float32Array, lengths, width, dimension);
    return texts.map((_, row) => vectors.slice(row * dimension, (row + 1) * dimension));
  }

  return {
    modelId: "all-MiniLM-L6-v2",
    dimension,
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += BATCH) vectors.push(...(await embedBatch(texts.slice(at, at + BATCH))));
      return vectors;
    },
  };
}
