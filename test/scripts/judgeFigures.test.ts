import { describe, expect, it } from "vitest";
import { THRESHOLDS } from "../../src/memory/judge/thresholds";
import {
  areaUnderCurve,
  calibrationError,
  type JudgedPair,
  labelFigures,
  pairFigures,
  questionFigures,
  sentenceFigures,
} from "../bench/judge/figures";
import { aPair, aSentence } from "../support/fakeJudge";

const pair = (label: JudgedPair["label"], given: Parameters<typeof aPair>[0], text = "I moved."): JudgedPair => ({
  known: "I live in 2 rooms.",
  new: text,
  label,
  verdict: aPair(given),
});

describe("The figures of the judge's bench", () => {
  it("an act is right where what is known holds no longer, and forget for forget alone", () => {
    const pairs = [
      pair("end", { update: 0.99 }),
      pair("correct", { forget: 0.99 }),
      pair("update", { update: 0.4, other: 0.6 }),
      pair("other", {}),
    ];
    expect(pairFigures(pairs)).toMatchObject({
      lines: "4",
      accuracy: "0.250",
      "act precision": "0.500",
      "act recall": "0.333",
      "same precision": "-",
    });
    expect(labelFigures("update", pairs)).toEqual({
      lines: "1",
      recall: "0.000",
      precision: "0.000",
      "at threshold": "1",
      "right there": "1.000",
    });
  });

  it("a repeat with another number does not count as said", () => {
    const sure = Math.min(1, (THRESHOLDS.pair.same.act ?? 1) + 0.01);
    const pairs = [pair("same", { same: sure }), pair("other", { same: sure }, "I live in 3 rooms.")];
    expect(pairFigures(pairs)).toMatchObject({ "same precision": "1.000", "same recall": "1.000" });
    expect(labelFigures("same", pairs)).toMatchObject({ precision: "0.500", "right there": "1.000" });
  });

  it("calibration error is the distance of confidence from what is right, weighted by lines", () => {
    const lines = (sure: number, right: number, all: number) =>
      Array.from({ length: all }, (_, at) => ({ sure, right: at < right }));
    expect(calibrationError(lines(0.75, 3, 4))).toBeCloseTo(0, 9);
    expect(calibrationError([...lines(0.75, 3, 4), ...lines(0.95, 0, 4)])).toBeCloseTo(0.475, 9);
    expect(calibrationError(lines(1, 4, 4))).toBe(0);
    expect(() => calibrationError([{ sure: Number.NaN, right: true }])).toThrow(RangeError);
  });

  it("the area under the curve is how often a right one is above a wrong one", () => {
    expect(areaUnderCurve([0.9, 0.4], [0.5, 0.1])).toBe(0.75);
    expect(areaUnderCurve([0.5], [0.5])).toBe(0.5);
    expect(areaUnderCurve([0.9], [0.1])).toBe(1);
  });

  it("sentences and questions are counted at their own thresholds", () => {
    const said = (junk: number) => aSentence({ question: junk, keep: 1 - junk });
    const line = { text: "", before: "" };
    expect(
      sentenceFigures([
        { ...line, label: "question", verdict: said(0.9) },
        { ...line, label: "keep", verdict: said(0.9) },
        { ...line, label: "keep", verdict: said(0.1) },
      ]),
    ).toMatchObject({ accuracy: "0.667", "matters or junk": "0.667", "dropped rightly": "0.500" });
    const asked = { question: "", passage: "" };
    expect(
      questionFigures([
        { ...asked, label: "answers", verdict: { answers: 0.9, partly: 0, no: 0.1 } },
        { ...asked, label: "no", verdict: { answers: 0.01, partly: 0, no: 0.99 } },
      ]),
    ).toMatchObject({ "AUC answers / no": "1.000", "answered, declined": "0.000", "unanswered, declined": "1.000" });
  });
});
