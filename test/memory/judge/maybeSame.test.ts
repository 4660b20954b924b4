import { describe, expect, it } from "vitest";
import { maybeSame } from "../../../src/memory/judge/maybeSame";
import { numerals } from "../../../src/memory/judge/numerals";

describe("The numbers of a text", () => {
  const cases: [string, string[]][] = [
    ["Seven pounds, not six pounds fifty.", ["7", "6", "50"]],
    ["1,140 or eleven hundred and forty", ["1140"]],
    ["two thousand and twenty-six", ["2026"]],
    ["Born in nineteen sixty-four.", ["1964"]],
    ["on the 22nd, the twenty-second, at 07:30", ["22", "7", "30"]],
    ["Give me a second, the third is mine.", ["3"]],
    ["a hundred times, once", []],
    ["Room 10B costs 0.50", ["10", "0", "50"]],
    ["twenty five and 25", ["25"]],
    ["three hundred and nothing", ["300"]],
    ["twenty thirty", ["2030"]],
    ["", []],
  ];
  for (const [text, found] of cases) {
    it(`[J4] “${text}”: ${found.join(", ") || "none"}`, () => {
      expect([...numerals(text)].sort()).toEqual([...found].sort());
    });
  }
});

describe("A sentence that may repeat another", () => {
  it("[J4] brings no number that the known one lacks", () => {
    expect(maybeSame("I take two sugars in my tea.", "One sugar for me.")).toBe(false);
    expect(maybeSame("The train leaves at 7:30.", "At half past seven, 7:30, it goes.")).toBe(true);
    expect(maybeSame("The rent is 1,140 a month.", "We pay eleven hundred and forty.")).toBe(true);
    expect(maybeSame("The rent is 1,140 from 1 May.", "We pay 1140 in rent.")).toBe(true);
  });

  it("[J4] may bring any where the known one has none", () => {
    expect(maybeSame("I take sugar in my tea.", "Two sugars for me, as ever.")).toBe(true);
  });
});
