import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { floatToHalf, halfToFloat } from "../../scripts/models/halfFloat";
import { repack } from "../../scripts/models/repack";
import { aGguf, array, string, type TensorToWrite, uint32 } from "../support/aGguf";

/** Two heads for queries and one for keys, of 16 rows each: a model that only its shapes make a Llama. */
const [HIDDEN, INNER, HEADS, KEY_HEADS, WIDTH, VOCABULARY] = [32, 64, 2, 1, 16, 3];

type Matrix = number[][];

/** Weights that no two rows share: row r, column c of matrix `seed` in 4 bits, a scale and a low for each 32 of them. */
function fourBits(
  seed: number,
  rows: number,
  columns: number,
): { weights: Matrix; bytesOf: (rows: Matrix) => Uint8Array } {
  const scaleOf = (row: number, group: number) => halfToFloat(floatToHalf(0.01 * (1 + seed) + row + 100 * group));
  const codeOf = (row: number, column: number) => (7 * row + 3 * column + seed + (column >> 4)) % 16;
  const weights = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => codeOf(row, column) * scaleOf(row, column >> 5) - seed),
  );
  const rowOf = new Map(weights.map((row, index) => [row, index]));
  const bytesOf = (ordered: Matrix) =>
    Uint8Array.from(
      ordered.flatMap((weightsOfRow) => {
        const row = rowOf.get(weightsOfRow) as number;
        return Array.from({ length: columns / 32 }, (_, group) => {
          const [scale, low] = [floatToHalf(scaleOf(row, group)), floatToHalf(-seed)];
          const code = (j: number) => codeOf(row, 32 * group + j);
          const pairs = Array.from({ length: 16 }, (_, j) => code(j) | (code(j + 16) << 4));
          return [scale & 255, scale >> 8, low & 255, low >> 8, ...pairs];
        }).flat();
      }),
    );
  return { weights, bytesOf };
}

/** How convert_hf_to_gguf.py reorders q and k: reshape(heads, 2, width / 2, columns), then swap the middle two. */
function interleaved(rows: Matrix, heads: number): Matrix {
  const width = rows.length / heads;
  const out: Matrix = [];
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < width / 2; i++) {
      for (let half = 0; half < 2; half++) out.push(rows[head * width + half * (width / 2) + i] as number[]);
    }
  }
  return out;
}

const query = fourBits(1, HEADS * WIDTH, HIDDEN);
const key = fourBits(2, KEY_HEADS * WIDTH, HIDDEN);
const value = fourBits(3, KEY_HEADS * WIDTH, HIDDEN);
const output = fourBits(4, HIDDEN, HEADS * WIDTH);
const gate = fourBits(5, INNER, HIDDEN);
const up = fourBits(6, INNER, HIDDEN);
const down = fourBits(7, HIDDEN, INNER);
const NORM = Float32Array.from({ length: HIDDEN }, (_, i) => 1 + i / 8);

const matrix = (name: string, { weights, bytesOf }: ReturnType<typeof fourBits>, order = weights): TensorToWrite => ({
  name: `${name}.weight`,
  shape: [weights[0]?.length ?? 0, weights.length],
  type: 3,
  data: bytesOf(order),
});
const norm = (name: string): TensorToWrite => ({
  name: `${name}.weight`,
  shape: [HIDDEN],
  type: 0,
  data: new Uint8Array(NORM.buffer),
});

const METADATA = {
  "llama.block_count": uint32(1),
  "llama.attention.head_count": uint32(HEADS),
  "llama.attention.head_count_kv": uint32(KEY_HEADS),
  "tokenizer.ggml.model": string("gpt2"),
  "tokenizer.ggml.pre": string("smollm"),
  "tokenizer.ggml.tokens": array(string, ["<|end|>", "a", "b"]),
  "tokenizer.ggml.token_type": array(uint32, [3, 1, 1]),
  "tokenizer.ggml.merges": array(string, ["a b"]),
};
const TENSORS: TensorToWrite[] = [
  norm("output_norm"),
  { name: "token_embd.weight", shape: [HIDDEN, VOCABULARY], type: 8, data: new Uint8Array(VOCABULARY * 34).fill(1) },
  norm("blk.0.attn_norm"),
  norm("blk.0.ffn_norm"),
  matrix("blk.0.attn_q", query, interleaved(query.weights, HEADS)),
  matrix("blk.0.attn_k", key, interleaved(key.weights, KEY_HEADS)),
  matrix("blk.0.attn_v", value),
  matrix("blk.0.attn_output", output),
  matrix("blk.0.ffn_gate", gate),
  matrix("blk.0.ffn_up", up),
  matrix("blk.0.ffn_down", down),
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-repack-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function repackBytes(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
  writeFileSync(join(folder, "model.gguf"), bytes);
  return repack(join(folder, "model.gguf"), folder, signal);
}

interface Value {
  name: string;
  shape: number[];
  nbytes: number;
  byteOffset: number;
}

/** What web-llm reads: every parameter by its name, its words or floats in a buffer. */
function readParameters(): Map<string, Value & { buffer: ArrayBuffer }> {
  const { records } = JSON.parse(readFileSync(join(folder, "tensor-cache.json"), "utf8"));
  return new Map(
    records.flatMap(({ dataPath, records: values }: { dataPath: string; records: Value[] }) => {
      const bytes = Uint8Array.from(readFileSync(join(folder, dataPath)));
      return values.map((it) => [
        it.name,
        { ...it, buffer: bytes.buffer.slice(it.byteOffset, it.byteOffset + it.nbytes) },
      ]);
    }),
  );
}

/** weight[n, k] = q[n, k] * scale[n, k / 32] + low[n, k / 32], as the shaders compute it. */
function unpack(parameters: ReturnType<typeof readParameters>, name: string): Matrix {
  const part = (what: string) => parameters.get(`${name}.${what}`) as Value & { buffer: ArrayBuffer };
  const codes = new Uint32Array(part("q").buffer);
  const [scale, low] = [new Float32Array(part("scale").buffer), new Float32Array(part("low").buffer)];
  const [rows = 0, groups = 0] = part("scale").shape;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: groups * 32 }, (_, column) => {
      const word = codes[row * groups * 4 + (column >> 3)] ?? 0;
      const group = row * groups + (column >> 5);
      return ((word >>> ((column % 8) * 4)) & 15) * (scale[group] ?? 0) + (low[group] ?? 0);
    }),
  );
}

test("The repacked weights are the ones that the model was trained with, row by row", async () => {
  await repackBytes(aGguf(METADATA, TENSORS));
  const parameters = readParameters();
  expect(unpack(parameters, "layers.0.attn.qkv")).toEqual([...query.weights, ...key.weights, ...value.weights]);
  expect(unpack(parameters, "layers.0.attn.o")).toEqual(output.weights);
  expect(unpack(parameters, "layers.0.mlp.gate_up")).toEqual([...gate.weights, ...up.weights]);
  expect(unpack(parameters, "layers.0.mlp.down")).toEqual(down.weights);
  for (const name of ["layers.0.norm1.weight", "layers.0.norm2.weight", "norm.weight"]) {
    expect(new Float32Array(parameters.get(name)?.buffer ?? new ArrayBuffer())).toEqual(NORM);
  }
});

test("The parameters stand in the order of the compiled model, and their list counts them", async () => {
  await repackBytes(aGguf(METADATA, TENSORS));
  const parameters = [...readParameters().values()];
  const packed = (name: string) => [`${name}.q`, `${name}.scale`, `${name}.low`];
  expect(parameters.map(({ name }) => name)).toEqual([
    ...packed("embedding"),
    "layers.0.norm1.weight",
    ...packed("layers.0.attn.qkv"),
    ...packed("layers.0.attn.o"),
    "layers.0.norm2.weight",
    ...packed("layers.0.mlp.gate_up"),
    ...packed("layers.0.mlp.down"),
    "norm.weight",
  ]);
  const { metadata } = JSON.parse(readFileSync(join(folder, "tensor-cache.json"), "utf8"));
  expect(metadata).toEqual({
    ParamSize: parameters.length,
    ParamBytes: parameters.reduce((sum, { nbytes }) => sum + nbytes, 0),
  });
  expect(parameters[0]?.shape).toEqual([VOCABULARY, HIDDEN / 4]);
  expect(readdirSync(folder).sort()).toEqual([
    "model.gguf",
    "params_shard_0.bin",
    "tensor-cache.json",
    "tokenizer.json",
  ]);
});

test.each([
  ["is cut off", aGguf(METADATA, TENSORS).subarray(0, -100), "ends before its weights do"],
  ["lacks a layer", aGguf({ ...METADATA, "llama.block_count": uint32(2) }, TENSORS), "no blk.1.attn_norm.weight"],
  ["is no Llama", aGguf({}, TENSORS), "says no llama.attention.head_count"],
  [
    "is packed in another way",
    aGguf(
      METADATA,
      TENSORS.map((tensor) => (tensor.name === "blk.0.ffn_up.weight" ? { ...tensor, type: 2 } : tensor)),
    ),
    "type 2",
  ],
])("A file that %s is refused with a sentence", async (_what, bytes, sentence) => {
  await expect(repackBytes(bytes)).rejects.toThrow(sentence);
});

test("A repacking that is stopped writes no list of parameters", async () => {
  await expect(repackBytes(aGguf(METADATA, TENSORS), AbortSignal.abort())).rejects.toThrow("aborted");
  expect(readdirSync(folder)).not.toContain("tensor-cache.json");
});
