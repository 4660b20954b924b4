import { floatToHalf } from "./halfFloat";
import { FLOAT16, FLOAT32, INT8, INT32, INT64, OnnxGraph } from "./onnxGraph";
import { quantiseColumnBlocks, quantiseRows, transpose } from "./quantise";
import type { Tensor } from "./safetensors";

/** The fields of a BERT config.json that shape its graph. */
export interface BertConfig {
  hidden_size: number;
  intermediate_size: number;
  num_attention_heads: number;
  num_hidden_layers: number;
  layer_norm_eps: number;
}

/** Rows of a weight that share a scale. */
const BLOCK = 64;

/**
 * A BERT encoder as ONNX: input_ids, attention_mask, token_type_ids [batch, seq] to last_hidden_state [batch, seq, hidden].
 * Weights are int8 in blocks of 64 with fp16 scales; onnxruntime folds them to fp32 when it loads, and computes in fp32.
 *
 *     ids -> words + types + positions -> norm -> (attention -> + norm -> inter -> gelu -> dense -> + norm) x layers
 */
export function buildBertGraph(tensors: ReadonlyMap<string, Tensor>, config: BertConfig): Uint8Array {
  const graph = new OnnxGraph();
  const hidden = config.hidden_size;
  const inner = config.intermediate_size;
  const epsilon = { float: config.layer_norm_eps };

  const read = (name: string): Tensor => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`The weights hold no tensor ${name}.`);
    return tensor;
  };
  const constant = (name: string): string => graph.tensor(name, FLOAT32, read(name).shape, read(name).data);
  const concat = (names: readonly string[]): Float32Array => {
    const parts = names.map((name) => read(name).data);
    const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  };

  /** `weight` [columns, rows], as PyTorch stores it, turned into a [rows, columns] value. */
  const blockWeight = (name: string, weight: Float32Array, rows: number, columns: number): string => {
    const { values, scales } = quantiseColumnBlocks(transpose(weight, columns, rows), rows, columns, BLOCK);
    const blocks = rows / BLOCK;
    const quantised = graph.tensor(`${name}.values`, INT8, [blocks, BLOCK, columns], values);
    const scale = graph.tensor(`${name}.scales`, FLOAT16, [blocks, 1, columns], Uint16Array.from(scales, floatToHalf));
    const widened = graph.operator("Mul", [
      graph.operator("Cast", [quantised], { to: FLOAT32 }),
      graph.operator("Cast", [scale], { to: FLOAT32 }),
    ]);
    return graph.operator("Reshape", [widened, graph.integers(`shape.${rows}x${columns}`, [rows, columns])]);
  };
  const multiply = (value: string, name: string, rows: number, columns: number): string =>
    graph.operator("MatMul", [value, blockWeight(name, read(`${name}.weight`).data, rows, columns)]);
  const addAndNormalise = (value: string, skip: string, norm: string, bias: string): string =>
    graph.operator(
      "com.microsoft:SkipLayerNormalization",
      [value, skip, constant(`${norm}.weight`), constant(`${norm}.bias`), constant(bias)],
      { epsilon },
    );

  const ids = graph.input("input_ids", INT64, ["batch", "seq"]);
  const mask = graph.input("attention_mask", INT64, ["batch", "seq"]);
  const types = graph.input("token_type_ids", INT64, ["batch", "seq"]);
  graph.output("last_hidden_state", FLOAT32, ["batch", "seq", hidden]);

  const words = read("embeddings.word_embeddings.weight");
  const vocabulary = words.shape[0] ?? 0;
  const wordRows = quantiseRows(words.data, vocabulary, hidden);
  const wordValues = graph.tensor("words.values", INT8, [vocabulary, hidden], wordRows.values);
  const wordScales = graph.tensor("words.scales", FLOAT32, [vocabulary, 1], wordRows.scales);
  const word = graph.operator("Mul", [
    graph.operator("Cast", [graph.operator("Gather", [wordValues, ids])], { to: FLOAT32 }),
    graph.operator("Gather", [wordScales, ids]),
  ]);
  const type = graph.operator("Gather", [constant("embeddings.token_type_embeddings.weight"), types]);
  const zero = graph.integers("zero", [0]);
  const length = graph.operator("Shape", [ids], { start: 1, end: 2 });
  const position = graph.operator("Slice", [constant("embeddings.position_embeddings.weight"), zero, length, zero]);
  let state = graph.operator(
    "LayerNormalization",
    [
      graph.operator("Add", [graph.operator("Add", [word, type]), position]),
      constant("embeddings.LayerNorm.weight"),
      constant("embeddings.LayerNorm.bias"),
    ],
    { axis: -1, epsilon },
  );

  const attended = graph.operator("Cast", [mask], { to: INT32 });
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const prefix = `encoder.layer.${layer}`;
    const attention = `${prefix}.attention`;
    const parts = ["query", "key", "value"].map((part) => `${attention}.self.${part}`);
    const weight = concat(parts.map((part) => `${part}.weight`));
    const bias = concat(parts.map((part) => `${part}.bias`));
    const context = graph.operator(
      "com.microsoft:Attention",
      [
        state,
        blockWeight(`${attention}.qkv`, weight, hidden, 3 * hidden),
        graph.tensor(`${attention}.qkv.bias`, FLOAT32, [3 * hidden], bias),
        attended,
      ],
      { num_heads: config.num_attention_heads },
    );
    const attentionOut = `${attention}.output`;
    const projected = multiply(context, `${attentionOut}.dense`, hidden, hidden);
    const middle = addAndNormalise(projected, state, `${attentionOut}.LayerNorm`, `${attentionOut}.dense.bias`);

    const wide = multiply(middle, `${prefix}.intermediate.dense`, hidden, inner);
    const active = graph.operator("com.microsoft:BiasGelu", [wide, constant(`${prefix}.intermediate.dense.bias`)]);
    const narrow = multiply(active, `${prefix}.output.dense`, inner, hidden);
    state = addAndNormalise(narrow, middle, `${prefix}.output.LayerNorm`, `${prefix}.output.dense.bias`);
  }
  graph.operator("Identity", [state], {}, "last_hidden_state");
  return graph.encode();
}
