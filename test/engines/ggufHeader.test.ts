import { describe, expect, it } from "vitest";
import { GgufIncomplete, NotGguf, readGgufHeader } from "../../src/engines/models/ggufHeader";
import { aGguf, array, float32, string, uint32 } from "../support/aGguf";

const GGUF = aGguf(
  {
    "general.architecture": string("llama"),
    "general.alignment": uint32(64),
    "llama.context_length": uint32(8192),
    "llama.rope.freq_base": float32(0.5),
    "tokenizer.ggml.tokens": array(string, ["<|end|>", "Ġthe", "日本"]),
    "tokenizer.ggml.token_type": array(uint32, [3, 1, 1]),
  },
  [
    { name: "token_embd.weight", shape: [32, 3], type: 8, data: new Uint8Array(3 * 34) },
    { name: "output_norm.weight", shape: [32], type: 0, data: new Uint8Array(128) },
  ],
);

describe("readGgufHeader", () => {
  it("reads every value, and where each tensor is", () => {
    const header = readGgufHeader(GGUF);
    expect(Object.fromEntries(header.metadata)).toEqual({
      "general.architecture": "llama",
      "general.alignment": 64,
      "llama.context_length": 8192,
      "llama.rope.freq_base": 0.5,
      "tokenizer.ggml.tokens": ["<|end|>", "Ġthe", "日本"],
      "tokenizer.ggml.token_type": [3, 1, 1],
    });
    expect(header.tensors).toEqual([
      { name: "token_embd.weight", shape: [32, 3], type: 8, offset: 0 },
      { name: "output_norm.weight", shape: [32], type: 0, offset: 128 },
    ]);
    expect(header.version).toBe(3);
    expect(header.dataStart + 256).toBe(GGUF.length);
  });

  it("needs no byte of the weights, and says where there are too few for the header", () => {
    const { dataStart } = readGgufHeader(GGUF);
    expect(readGgufHeader(GGUF.subarray(0, dataStart)).tensors).toHaveLength(2);
    for (let length = 0; length < dataStart - 64; length++) {
      expect(() => readGgufHeader(GGUF.subarray(0, length))).toThrow(GgufIncomplete);
    }
  });

  it("reads a slice of a larger buffer", () => {
    const buffer = new Uint8Array(GGUF.length + 3);
    buffer.set(GGUF, 3);
    expect(readGgufHeader(buffer.subarray(3))).toEqual(readGgufHeader(GGUF));
  });

  it.each([
    ["another file", new TextEncoder().encode("PK\u0003\u0004 and more"), "no GGUF"],
    ["another version", GGUF.with(4, 1), "a version (1)"],
    ["a type that nobody knows", aGguf({ key: { type: 99, bytes: new Uint8Array(8) } }, []), "a type (99)"],
    [
      "an array of arrays",
      aGguf({ key: { type: 9, bytes: new Uint8Array([9, 0, 0, 0, 1, ...Array(20).fill(0)]) } }, []),
      "a type (9)",
    ],
    ["an alignment of zero", aGguf({ "general.alignment": uint32(0) }, []), "no alignment"],
    [
      "a tensor of five dimensions",
      aGguf({}, [{ name: "t", shape: [1, 1, 1, 1, 1], type: 0, data: new Uint8Array(4) }]),
      "5 dimensions",
    ],
  ])("refuses %s", (_what, bytes, sentence) => {
    expect(() => readGgufHeader(bytes)).toThrow(NotGguf);
    expect(() => readGgufHeader(bytes)).toThrow(sentence);
  });

  it("ends at once where a count promises more than there is", () => {
    const huge = GGUF.slice();
    new DataView(huge.buffer).setBigUint64(8, 2n ** 62n, true);
    expect(() => readGgufHeader(huge)).toThrow(GgufIncomplete);
  });
});
