import { type GgufHeader, type GgufTensor, NotGguf } from "../../src/engines/models/ggufHeader";

/** Rows of a parameter that come from one matrix of the GGUF. */
export interface Rows {
  tensor: GgufTensor;
  /** Which row of `tensor` each row of the parameter is; null: the same. */
  order: Uint32Array | null;
}

/** A parameter of the compiled model: a vector of floats as it is, or a matrix whose weights are packed. */
export type Parameter =
  | { is: "vector"; name: string; tensor: GgufTensor }
  | { is: "matrix"; name: string; parts: readonly Rows[] };

/**
 * The parameters of a Llama in the order in which models/library/llama.py declares them, each with what it is made of in the
 * GGUF. Throws NotGguf where the file is none of such a model.
 */
export function mlcLayout({ metadata, tensors }: GgufHeader): Parameter[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const tensorOf = (name: string): GgufTensor => {
    const tensor = byName.get(`${name}.weight`);
    if (!tensor) throw new NotGguf(`The file holds no ${name}.weight.`);
    return tensor;
  };
  const count = (key: string): number => {
    const value = metadata.get(key);
    if (typeof value !== "number") throw new NotGguf(`The file says no ${key}.`);
    return value;
  };
  const vector = (name: string, from: string): Parameter => ({ is: "vector", name, tensor: tensorOf(from) });
  const matrix = (name: string, ...parts: Rows[]): Parameter => ({ is: "matrix", name, parts });
  const asIs = (from: string): Rows => ({ tensor: tensorOf(from), order: null });
  const byHead = (from: string, heads: number): Rows => {
    const tensor = tensorOf(from);
    return { tensor, order: rotaryOrder(tensor.shape[1] ?? 0, heads) };
  };
  const heads = count("llama.attention.head_count");
  const keyHeads = count("llama.attention.head_count_kv");

  const parameters = [matrix("embedding", asIs("token_embd"))];
  for (let i = 0; i < count("llama.block_count"); i++) {
    const [to, from] = [`layers.${i}.`, `blk.${i}.`];
    parameters.push(
      vector(`${to}norm1.weight`, `${from}attn_norm`),
      matrix(`${to}attn.qkv`, byHead(`${from}attn_q`, heads), byHead(`${from}attn_k`, keyHeads), asIs(`${from}attn_v`)),
      matrix(`${to}attn.o`, asIs(`${from}attn_output`)),
      vector(`${to}norm2.weight`, `${from}ffn_norm`),
      matrix(`${to}mlp.gate_up`, asIs(`${from}ffn_gate`), asIs(`${from}ffn_up`)),
      matrix(`${to}mlp.down`, asIs(`${from}ffn_down`)),
    );
  }
  parameters.push(vector("norm.weight", "output_norm"));
  return parameters;
}

/**
 * Which row of a query or key matrix of llama.cpp each row was before: its converter interleaves the two halves of every
 * head for its own rotary embedding (LlamaModel.permute in convert_hf_to_gguf.py), and here they stand one after the other.
 */
export function rotaryOrder(rows: number, heads: number): Uint32Array {
  const width = rows / heads;
  return Uint32Array.from({ length: rows }, (_, row) => {
    const inHead = row % width;
    const half = inHead < width / 2 ? 0 : 1;
    return row - inHead + 2 * (inHead - half * (width / 2)) + half;
  });
}
