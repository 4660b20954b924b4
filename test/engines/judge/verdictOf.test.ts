import { expect, it } from "vitest";
import { verdictOf } from "../../../src/engines/judge/verdictOf";
import { ANSWER_LABELS } from "../../../src/memory/ports";

it("A verdict is the softmax of the logits divided by the temperature", () => {
  const verdict = verdictOf(ANSWER_LABELS, [2, 0, -2], 2);
  const sum = Math.E + 1 + 1 / Math.E;
  expect(verdict.answers).toBeCloseTo(Math.E / sum, 12);
  expect(verdict.partly).toBeCloseTo(1 / sum, 12);
  expect(verdict.no).toBeCloseTo(1 / Math.E / sum, 12);
});

it("Large logits overflow nothing", () => {
  expect(verdictOf(ANSWER_LABELS, [2000, 0, -2000], 1)).toEqual({ answers: 1, partly: 0, no: 0 });
});

it("Logits that are no numbers, or of other labels, are refused", () => {
  expect(() => verdictOf(ANSWER_LABELS, [Number.NaN, 0, 0], 1)).toThrow("no numbers");
  expect(() => verdictOf(ANSWER_LABELS, [1, 2], 1)).toThrow("2 logits for 3 labels");
});
