import { BLOCK, type EncoderLayer } from "./encoderLayer";
import { FLOAT32, INT8, type OnnxGraph } from "./onnxGraph";
import { type Quantised, quantiseColumnBlocks, quantiseRows, transpose } from "./quantise";
import type { Tensor } from "./safetensors";

/** Adds what comes before the layers: words, types and positions, normalised; `ids` and `types` are [batch, seq]. */
export function addWords(
  graph: OnnxGraph,
  embedder: ReadonlyMap<string, Tensor>,
  ids: string,
  types: string,
  epsilon: number,
): string {
  const constant = (name: string) => {
    const { shape, data } = read(embedder, name);
    return graph.tensor(name, FLOAT32, shape, data);
  };
  const words = read(embedder, "embeddings.word_embeddings.weight");
  const [vocabulary = 0, hidden = 0] = words.shape;
  const rows = quantiseRows(words.data, vocabulary, hidden);
  const values = graph.tensor("words.values", INT8, [vocabulary, hidden], rows.values);
  const scales = graph.tensor("words.scales", FLOAT32, [vocabulary, 1], rows.scales);
  const word = graph.operator("Mul", [
    graph.operator("Cast", [graph.operator("Gather", [values, ids])], { to: FLOAT32 }),
    graph.operator("Gather", [scales, ids]),
  ]);
  const type = graph.operator("Gather", [constant("embeddings.token_type_embeddings.weight"), types]);
  const zero = graph.integers("zero", [0]);
  const length = graph.operator("Shape", [ids], { start: 1, end: 2 });
  const position = graph.operator("Slice", [constant("embeddings.position_embeddings.weight"), zero, length, zero]);
  return graph.operator(
    "LayerNormalization",
    [
      graph.operator("Add", [graph.operator("Add", [word, type]), position]),
      constant("embeddings.LayerNorm.weight"),
      constant("embeddings.LayerNorm.bias"),
    ],
    { axis: -1, epsilon: { float: epsilon } },
  );
}

/** Layer `i` of the embedder, quantised as the embedder itself is. */
export function embedderLayer(
  embedder: ReadonlyMap<string, Tensor>,
  i: number,
  { hidden, inner }: { hidden: number; inner: number },
): EncoderLayer {
  const prefix = `encoder.layer.${i}`;
  const data = (name: string) => read(embedder, `${prefix}.${name}`).data;
  const parts = ["query", "key", "value"].map((part) => `attention.self.${part}`);
  const matrix = (weight: Float32Array, rows: number, columns: number): Quantised =>
    quantiseColumnBlocks(transpose(weight, columns, rows), rows, columns, BLOCK);
  return {
    qkv: matrix(concat(parts.map((part) => data(`${part}.weight`))), hidden, 3 * hidden),
    qkvBias: concat(parts.map((part) => data(`${part}.bias`))),
    out: matrix(data("attention.output.dense.weight"), hidden, hidden),
    outBias: data("attention.output.dense.bias"),
    norm1: data("attention.output.LayerNorm.weight"),
    norm1Bias: data("attention.output.LayerNorm.bias"),
    inter: matrix(data("intermediate.dense.weight"), hidden, inner),
    interBias: data("intermediate.dense.bias"),
    narrow: matrix(data("output.dense.weight"), inner, hidden),
    narrowBias: data("output.dense.bias"),
    norm2: data("output.LayerNorm.weight"),
    norm2Bias: data("output.LayerNorm.bias"),
  };
}

function read(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`The weights hold no tensor ${name}.`);
  return tensor;
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
