import { addWords, embedderLayer } from "./embedderParts";
import { addEncoderLayer } from "./encoderLayer";
import { FLOAT32, INT32, INT64, OnnxGraph } from "./onnxGraph";
import type { Tensor } from "./safetensors";

/** The fields of a BERT config.json that shape its graph. */
export interface BertConfig {
  hidden_size: number;
  intermediate_size: number;
  num_attention_heads: number;
  num_hidden_layers: number;
  layer_norm_eps: number;
}

/**
 * A BERT encoder as ONNX: input_ids, attention_mask, token_type_ids [batch, seq] to last_hidden_state [batch, seq, hidden].
 * Weights are int8 in blocks of 64 with fp16 scales; onnxruntime folds them to fp32 when it loads, and computes in fp32.
 *
 *     ids -> words + types + positions -> norm -> (attention -> + norm -> inter -> gelu -> dense -> + norm) x layers
 */
export function buildBertGraph(tensors: ReadonlyMap<string, Tensor>, config: BertConfig): Uint8Array {
  const graph = new OnnxGraph();
  const hidden = config.hidden_size;
  const epsilon = config.layer_norm_eps;
  const shape = { hidden, inner: config.intermediate_size, heads: config.num_attention_heads, epsilon };

  const ids = graph.input("input_ids", INT64, ["batch", "seq"]);
  const mask = graph.input("attention_mask", INT64, ["batch", "seq"]);
  const types = graph.input("token_type_ids", INT64, ["batch", "seq"]);
  graph.output("last_hidden_state", FLOAT32, ["batch", "seq", hidden]);

  const attended = graph.operator("Cast", [mask], { to: INT32 });
  let state = addWords(graph, tensors, ids, types, epsilon);
  for (let i = 0; i < config.num_hidden_layers; i++) {
    state = addEncoderLayer(graph, `layer.${i}`, state, attended, embedderLayer(tensors, i, shape), shape);
  }
  graph.operator("Identity", [state], {}, "last_hidden_state");
  return graph.encode();
}
