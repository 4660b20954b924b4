import { floatToHalf } from "./halfFloat";
import { FLOAT16, FLOAT32, INT8, type OnnxGraph } from "./onnxGraph";
import type { Quantised } from "./quantise";

/** Rows of a weight that share a scale. */
export const BLOCK = 64;

/** One layer of a BERT encoder: matrices are [in, out], int8 in blocks of 64 rows; query, key and value side by side. */
export interface EncoderLayer {
  qkv: Quantised;
  qkvBias: Float32Array;
  out: Quantised;
  outBias: Float32Array;
  norm1: Float32Array;
  norm1Bias: Float32Array;
  inter: Quantised;
  interBias: Float32Array;
  narrow: Quantised;
  narrowBias: Float32Array;
  norm2: Float32Array;
  norm2Bias: Float32Array;
}

/** The sizes of a BERT encoder. */
export interface EncoderShape {
  hidden: number;
  inner: number;
  heads: number;
  epsilon: number;
}

/** A [rows, columns] value that onnxruntime widens to fp32 once, when it loads. */
export function addMatrix(graph: OnnxGraph, name: string, weight: Quantised, rows: number, columns: number): string {
  const blocks = rows / BLOCK;
  const values = graph.tensor(`${name}.values`, INT8, [blocks, BLOCK, columns], weight.values);
  const scales = Uint16Array.from(weight.scales, floatToHalf);
  const scale = graph.tensor(`${name}.scales`, FLOAT16, [blocks, 1, columns], scales);
  const widened = graph.operator("Mul", [
    graph.operator("Cast", [values], { to: FLOAT32 }),
    graph.operator("Cast", [scale], { to: FLOAT32 }),
  ]);
  return graph.operator("Reshape", [widened, graph.integers(`shape.${rows}x${columns}`, [rows, columns])]);
}

/** Adds a vector of fp32. */
export function addVector(graph: OnnxGraph, name: string, data: Float32Array): string {
  return graph.tensor(name, FLOAT32, [data.length], data);
}

/**
 * Adds one layer, and returns what `state` [batch, seq, hidden] becomes; `attended` [batch, seq] is 1 where there is a token.
 *
 *     state -> attention -> + norm -> inter -> gelu -> narrow -> + norm
 */
export function addEncoderLayer(
  graph: OnnxGraph,
  name: string,
  state: string,
  attended: string,
  layer: EncoderLayer,
  { hidden, inner, heads, epsilon }: EncoderShape,
): string {
  const vector = (part: Exclude<keyof EncoderLayer, "qkv" | "out" | "inter" | "narrow">) =>
    addVector(graph, `${name}.${part}`, layer[part]);
  const addAndNormalise = (value: string, skip: string, norm: "norm1" | "norm2", bias: "outBias" | "narrowBias") =>
    graph.operator(
      "com.microsoft:SkipLayerNormalization",
      [value, skip, vector(norm), vector(`${norm}Bias`), vector(bias)],
      { epsilon: { float: epsilon } },
    );

  const qkv = addMatrix(graph, `${name}.qkv`, layer.qkv, hidden, 3 * hidden);
  const context = graph.operator("com.microsoft:Attention", [state, qkv, vector("qkvBias"), attended], {
    num_heads: heads,
  });
  const out = graph.operator("MatMul", [context, addMatrix(graph, `${name}.out`, layer.out, hidden, hidden)]);
  const middle = addAndNormalise(out, state, "norm1", "outBias");
  const wide = graph.operator("MatMul", [middle, addMatrix(graph, `${name}.inter`, layer.inter, hidden, inner)]);
  const active = graph.operator("com.microsoft:BiasGelu", [wide, vector("interBias")]);
  const narrow = graph.operator("MatMul", [active, addMatrix(graph, `${name}.narrow`, layer.narrow, inner, hidden)]);
  return addAndNormalise(narrow, middle, "norm2", "narrowBias");
}
