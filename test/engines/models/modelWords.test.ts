import { expect, test } from "vitest";
import { familyOf, named, shown } from "../../../src/engines/models/modelWords";

test("A name from a file is shown on one line, without what could turn or hide words, and not too long", () => {
  expect(shown(" A\u202e model\u0000\n of\u200b mine ")).toBe("A model of mine");
  expect(shown("x".repeat(200))).toBe(`${"x".repeat(79)}…`);
  expect(shown("🪨".repeat(60))).toHaveLength(80);
});

test.each([
  ["SmolLM2-135M-Instruct.Q4_1", "smollm2-135m-instruct"],
  ["Qwen3 4B Q4_K_M", "qwen3-4b"],
  ["Qwen3-4B-IQ2_XXS", "qwen3-4b"],
  ["Llama-3.2-1B-Instruct-q4f16_1-MLC", "llama-3.2-1b-instruct"],
  ["Llama-3.2-1B-Instruct-q0f32-MLC", "llama-3.2-1b-instruct"],
  ["gemma-2b-it-bf16.gguf", "gemma-2b-it"],
])("%s is of the family %s", (name, family) => {
  expect(familyOf(name)).toBe(family);
});

test("Names stand in a sentence, the many shortened", () => {
  expect(named([])).toBe("");
  expect(named(["a"])).toBe("a");
  expect(named(["a", "b", "c"])).toBe("a, b and c");
  expect(named(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});
