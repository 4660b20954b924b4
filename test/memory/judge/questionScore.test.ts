import { expect, it } from "vitest";
import { questionScore } from "../../../src/memory/judge/questionScore";

it("[J5] a part of an answer counts half", () => {
  expect(questionScore({ answers: 0.5, partly: 0.25, no: 0.25 })).toBe(0.625);
  expect(questionScore({ answers: 0, partly: 0, no: 1 })).toBe(0);
});
