import { JUDGE_TASKS } from "../../src/engines/judge/tasks";
import type { BertConfig } from "./bertGraph";
import { addWords, embedderLayer } from "./embedderParts";
import { addEncoderLayer, addVector, type EncoderShape } from "./encoderLayer";
import type { JudgeWeights } from "./judgeWeights";
import { FLOAT32, INT8, INT32, INT64, OnnxGraph } from "./onnxGraph";
import type { Quantised } from "./quantise";
import type { Tensor } from "./safetensors";

/**
 * The judge as ONNX: the embedder's words and lower layers, the judge's own layers, four heads.
 * input_ids, attention_mask, token_type_ids [batch, seq] and task [batch] (0 pair, 1 sentence, 2 question, 3 support) to the logits
 * pair [batch, 8], sentence [batch, 12], question [batch, 3] and support [batch, 3], of which only the row's own task means something.
 *
 *     ids -> words + types + positions -> norm -> lower layers -> + task -> upper layers
 *         -> [first token; mean of type 0; mean of type 1] -> dense -> gelu -> logits
 */
export function buildJudgeGraph(
  embedder: ReadonlyMap<string, Tensor>,
  judge: JudgeWeights,
  config: BertConfig,
): Uint8Array {
  const graph = new OnnxGraph();
  const hidden = config.hidden_size;
  const epsilon = config.layer_norm_eps;
  const shape = { hidden, inner: config.intermediate_size, heads: config.num_attention_heads, epsilon };

  const ids = graph.input("input_ids", INT64, ["batch", "seq"]);
  const mask = graph.input("attention_mask", INT64, ["batch", "seq"]);
  const types = graph.input("token_type_ids", INT64, ["batch", "seq"]);
  const task = graph.input("task", INT64, ["batch"]);
  const attended = graph.operator("Cast", [mask], { to: INT32 });

  let state = addWords(graph, embedder, ids, types, epsilon);
  for (let i = 0; i < judge.lower; i++) {
    state = addEncoderLayer(graph, `layer.${i}`, state, attended, embedderLayer(embedder, i, shape), shape);
  }
  const taskVectors = graph.tensor("task.vectors", FLOAT32, [JUDGE_TASKS.length, hidden], judge.vector("task"));
  const one = graph.integers("one", [1]);
  const mine = graph.operator("Unsqueeze", [graph.operator("Gather", [taskVectors, task]), one]);
  state = graph.operator("Add", [state, mine]);
  for (let i = judge.lower; i < config.num_hidden_layers; i++) {
    state = addJudgeLayer(graph, judge, `layer.${i}`, state, attended, shape);
  }

  const pooled = addPooling(graph, state, mask, types, hidden);
  for (const head of JUDGE_TASKS) {
    const name = `head.${head}`;
    const z = graph.operator("com.microsoft:BiasGelu", [
      addProduct(graph, pooled, `${name}.dense`, judge.matrix(`${name}.dense`), 3 * hidden),
      addVector(graph, `${name}.dense.bias`, judge.vector(`${name}.dense.bias`)),
    ]);
    const bias = judge.vector(`${name}.logits.bias`);
    const last = graph.tensor(`${name}.logits`, FLOAT32, [hidden, bias.length], judge.vector(`${name}.logits`));
    graph.output(head, FLOAT32, ["batch", bias.length]);
    const logits = graph.operator("MatMul", [z, last]);
    graph.operator("Add", [logits, addVector(graph, `${name}.logits.bias`, bias)], {}, head);
  }
  return graph.encode();
}

/** [batch, 3 x hidden]: the first token, the mean of the first text, the mean of the second (0 where there is none). */
function addPooling(graph: OnnxGraph, state: string, mask: string, types: string, hidden: number): string {
  const one = graph.integers("one", [1]);
  const seen = graph.operator("Cast", [mask], { to: FLOAT32 });
  const second = graph.operator("Mul", [seen, graph.operator("Cast", [types], { to: FLOAT32 })]);
  const first = graph.operator("Sub", [seen, second]);
  const share = (picked: string) => {
    const count = graph.operator("ReduceSum", [picked, one], { keepdims: 1 });
    const least = graph.tensor("least", FLOAT32, [1], Float32Array.of(1));
    const shares = graph.operator("Div", [picked, graph.operator("Max", [count, least])]);
    return graph.operator("Unsqueeze", [shares, one]);
  };
  const shares = graph.operator("Concat", [share(first), share(second)], { axis: 1 });
  const means = graph.operator("Reshape", [
    graph.operator("MatMul", [shares, state]),
    graph.integers("shape.means", [-1, 2 * hidden]),
  ]);
  const zeroth = graph.operator("Gather", [state, graph.integers("zero", [0])], { axis: 1 });
  const start = graph.operator("Reshape", [zeroth, graph.integers("shape.start", [-1, hidden])]);
  return graph.operator("Concat", [start, means], { axis: 1 });
}

/** A product in int8: `value` is rounded to 256 steps between its least and its largest number. Twice as fast as fp32. */
function addProduct(
  graph: OnnxGraph,
  value: string,
  name: string,
  { values, scales }: Quantised,
  rows: number,
): string {
  const columns = scales.length;
  return graph.operator("com.microsoft:DynamicQuantizeMatMul", [
    value,
    graph.tensor(`${name}.values`, INT8, [rows, columns], values),
    graph.tensor(`${name}.scales`, FLOAT32, [columns], scales),
  ]);
}

/** One of the judge's own layers, as addEncoderLayer but with products in int8. */
function addJudgeLayer(
  graph: OnnxGraph,
  judge: JudgeWeights,
  name: string,
  state: string,
  attended: string,
  { hidden, inner, heads, epsilon }: EncoderShape,
): string {
  const vector = (part: string) => addVector(graph, `${name}.${part}`, judge.vector(`${name}.${part}`));
  const product = (value: string, part: string, rows: number) =>
    addProduct(graph, value, `${name}.${part}`, judge.matrix(`${name}.${part}`), rows);
  const addAndNormalise = (value: string, skip: string, norm: string, bias: string) =>
    graph.operator(
      "com.microsoft:SkipLayerNormalization",
      [value, skip, vector(norm), vector(`${norm}.bias`), vector(bias)],
      { epsilon: { float: epsilon } },
    );

  const qkv = graph.operator("Add", [product(state, "qkv", hidden), vector("qkv.bias")]);
  const parts = [0, 1, 2].map((part) =>
    graph.operator("Slice", [
      qkv,
      graph.integers(`at.${part * hidden}`, [part * hidden]),
      graph.integers(`at.${(part + 1) * hidden}`, [(part + 1) * hidden]),
      graph.integers("at.2", [2]),
    ]),
  );
  const context = graph.operator("com.microsoft:MultiHeadAttention", [...parts, "", attended], { num_heads: heads });
  const middle = addAndNormalise(product(context, "out", hidden), state, "norm1", "out.bias");
  const active = graph.operator("com.microsoft:BiasGelu", [product(middle, "inter", hidden), vector("inter.bias")]);
  return addAndNormalise(product(active, "narrow", inner), middle, "norm2", "narrow.bias");
}
