import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { LONGEST_SENTENCE, splitSentences } from "../../../src/memory/encode/splitSentences";

vi.setConfig({ testTimeout: 30_000 });

const split = (text: string) => splitSentences(text).map((sentence) => sentence.text);

describe("sentences", () => {
  it("[E1] every sentence is the slice of the text that its place names", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom(
        ". ",
        "? ",
        "\n",
        "\r\n",
        "Dr. ",
        "e.g. ",
        "- ",
        "> ",
        "```\n",
        "我住在北京。",
        "أين؟ ",
        "\ud800",
        "\0",
        "👩‍👩‍👧 ",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        let last = 0;
        for (const { start, end, text: said } of splitSentences(text)) {
          expect(text.slice(start, end)).toBe(said);
          expect(said.trim()).toBe(said);
          expect(said).not.toBe("");
          expect(start).toBeGreaterThanOrEqual(last);
          last = end;
        }
      }),
    );
  });

  it("[E2] abbreviations and initials end no sentence", () => {
    expect(split("Dr. Okafor and Mr. Hill met J. R. Smith, e.g. at 5 p.m. on Monday. It was in St. Ives.")).toEqual([
      "Dr. Okafor and Mr. Hill met J. R. Smith, e.g. at 5 p.m. on Monday.",
      "It was in St. Ives.",
    ]);
    expect(split("Room no. 5 is mine. No. I left at 5 p.m. She stayed.")).toEqual([
      "Room no. 5 is mine.",
      "No.",
      "I left at 5 p.m.",
      "She stayed.",
    ]);
  });

  it("[E2] chat may begin a sentence in lower case", () => {
    expect(split("we moved to Leeds. it rains a lot. my desk is new")).toEqual([
      "we moved to Leeds.",
      "it rains a lot.",
      "my desk is new",
    ]);
  });

  it("[E2] Chinese and Arabic sentences end at their own marks", () => {
    expect(split("我住在北京。你呢？")).toEqual(["我住在北京。", "你呢？"]);
    expect(split("أين أعيش؟ أعيش في القاهرة.")).toEqual(["أين أعيش؟", "أعيش في القاهرة."]);
  });

  it("[E3] lines end sentences, and list marks belong to none", () => {
    expect(split("# Trip\n- [ ] pack the tent\n2) buy gas\r\n> quoted words\nthe end")).toEqual([
      "Trip",
      "pack the tent",
      "buy gas",
      "quoted words",
      "the end",
    ]);
  });

  it("[E3] fenced code is in no sentence, closed or not", () => {
    expect(split("before\n```js\nlet a = 1;\n```\nafter")).toEqual(["before", "after"]);
    expect(split("before\n~~~\nlet a = 1;\nafter")).toEqual(["before"]);
  });

  it("[E4] a run without an end is cut where it fits a line, never inside a character", () => {
    const emoji = "😀".repeat(2_000);
    const pieces = split(emoji);
    expect(pieces.join("")).toBe(emoji);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(LONGEST_SENTENCE);
      expect(piece.isWellFormed()).toBe(true);
    }
    expect(split(`${"word ".repeat(300)}end`).every((piece) => piece.length <= LONGEST_SENTENCE)).toBe(true);
  });

  it("[E4] 200,000 characters are split in time linear in their length", () => {
    const started = performance.now();
    splitSentences("a".repeat(200_000));
    splitSentences("I like tea. ".repeat(16_000));
    splitSentences(". ".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
