import { expect, test } from "vitest";
import { mlcTokenizer } from "../../scripts/models/mlcTokenizer";

const TOKENS = ["<|end|>", "b", "1", "0", "__proto__", "$&", '"\\', "Ġthe", "日", "\u0001"];
const METADATA = {
  "tokenizer.ggml.model": "gpt2",
  "tokenizer.ggml.pre": "smollm",
  "tokenizer.ggml.tokens": TOKENS,
  "tokenizer.ggml.token_type": [3, ...Array(TOKENS.length - 1).fill(1)],
  "tokenizer.ggml.merges": ["Ġ the", "$ &"],
};

const tokenizer = (changes: Record<string, string> = {}) =>
  mlcTokenizer({ metadata: new Map(Object.entries({ ...METADATA, ...changes })) });

test("Every token keeps its number and its place, whatever its text", () => {
  const json = tokenizer();
  expect(json).toContain(
    '"vocab":{"<|end|>":0,"b":1,"1":2,"0":3,"__proto__":4,"$&":5,"\\"\\\\":6,"Ġthe":7,"日":8,"\\u0001":9}',
  );
  const { model, added_tokens } = JSON.parse(json);
  expect(new Map(Object.entries(model.vocab))).toEqual(new Map(TOKENS.map((token, id) => [token, id])));
  expect(model.merges).toEqual(["Ġ the", "$ &"]);
  expect(added_tokens.map(({ id, content, special }: Record<string, unknown>) => [id, content, special])).toEqual([
    [0, "<|end|>", true],
  ]);
});

test("A tokenizer of another kind is refused", () => {
  expect(() => tokenizer({ "tokenizer.ggml.pre": "llama-bpe" })).toThrow('"gpt2 llama-bpe"');
  expect(() => tokenizer({ "tokenizer.ggml.tokens": "none" })).toThrow("no tokenizer.ggml.tokens");
});
