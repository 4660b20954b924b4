import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markdown } from "../../src/formats/markdown";
import { groupSpans, LONGEST_PASSAGE, splitSentences } from "../../src/formats/passages";
import { text as plainText } from "../../src/formats/text";
import { bytesOf, read, textsOf } from "./fixtures";

const sentences = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe("sentences", () => {
  test("[T5] an abbreviation, an initial or a number ends none", () => {
    expect(sentences("Dr. Weber is on St. John Rd. No. 4 is next. J. Smith is not. It costs 3.50 today.")).toEqual([
      "Dr. Weber is on St. John Rd.",
      "No. 4 is next.",
      "J. Smith is not.",
      "It costs 3.50 today.",
    ]);
  });

  test("[T5] a line that was wrapped goes on, a short line ends", () => {
    const wrapped =
      "This line was wrapped by an editor at about sixty characters and\nso the sentence goes on here. Then\r\nshort";
    expect(sentences(wrapped)).toEqual([
      "This line was wrapped by an editor at about sixty characters and\nso the sentence goes on here.",
      "Then",
      "short",
    ]);
    expect(sentences("Tyres 35 psi\nOil 5W30\nWipers 55 cm")).toEqual(["Tyres 35 psi", "Oil 5W30", "Wipers 55 cm"]);
  });

  test("[T5] Chinese and Japanese sentences end at their own full stop", () => {
    expect(sentences("京都には三泊した。宿は近い。")).toEqual(["京都には三泊した。", "宿は近い。"]);
  });

  test("[T5] a line without an end is cut at a comma or a space, never inside a letter", () => {
    for (const text of [`${"word ".repeat(400)}`, `${"語".repeat(2000)}`, "😀".repeat(900), "e\u0301".repeat(900)]) {
      const pieces = sentences(text);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(LONGEST_PASSAGE);
        expect(piece.isWellFormed()).toBe(true);
        expect(piece).not.toMatch(/^\p{M}/u);
      }
    }
  });
});

describe("passages", () => {
  test("[T5] four sentences make two passages of two, not one of three and one of one", () => {
    expect(textsOf(read("One is here. Two is here. Three is here. Four is here.", "a.txt"))).toEqual([
      "One is here. Two is here.",
      "Three is here. Four is here.",
    ]);
  });

  test("[T5] long sentences share no passage", () => {
    const long = `${"Word ".repeat(90).trim()}.`;
    expect(textsOf(read(`${long} ${long}`, "a.txt"))).toEqual([long, long]);
  });

  test("[T5] a passage ends with its paragraph, whatever ends the lines", () => {
    for (const gap of ["\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\f"]) {
      expect(textsOf(read(`First part.${gap}Second part.`, "a.txt"))).toEqual(["First part.", "Second part."]);
    }
  });

  test("[T5] every passage of any text is a slice of it, in order, without overlap, at most 600 long, and no word is lost", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom(
        "A sentence. ",
        "word ",
        "\n",
        "\r\n",
        "\n\n",
        "- item\n",
        "# Head\n\n",
        "| a | b |\n|-|-|\n| 1 | 2 |\n",
        "```\nx\n",
        "> q\n",
        "1. one\n",
      ),
      fc.integer({ min: 1, max: 900 }).map((length) => "long ".repeat(length / 5)),
    );
    const content = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("").toWellFormed());
    fc.assert(
      fc.property(content, fc.constantFrom(plainText, markdown), (raw, format) => {
        const text = raw.replace(/(?!\s)\p{Cc}/gu, "").replace(/^\uFEFF/, "");
        if (text.trim() === "") return;
        const texts = textsOf(format.read(bytesOf(text), "notes"));
        let at = 0;
        const letters = (each: string) => each.replace(/\s/g, "");
        const all = letters(text);
        for (const passage of texts) {
          // Line breaks of wrapped lines are spaces in a passage: nothing else may differ.
          const found = all.indexOf(letters(passage), at);
          expect(found).toBeGreaterThanOrEqual(0);
          at = found + letters(passage).length;
          expect(passage.trim()).not.toBe("");
          expect(passage.length).toBeLessThanOrEqual(format === markdown ? 1200 : LONGEST_PASSAGE);
        }
        if (format === plainText) expect(letters(texts.join(""))).toBe(all);
      }),
      { numRuns: 300 },
    );
  });

  test("[T5] a long row of a table is cut like a long sentence", () => {
    const row = `${"word ".repeat(200)}| b |`;
    const texts = textsOf(read(`${row}\n|-|-|\n| 1 | 2 |\n`, "a.md"));
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(LONGEST_PASSAGE);
    expect(texts.at(-1)).toContain("| 1 | 2 |");
  });

  test("[T5] no sentences make no passages", () => {
    expect(groupSpans([])).toEqual([]);
  });
});

test("[T5] lines wrapped at the margin are one line of a passage, in text and in Markdown; code keeps its lines", () => {
  const wrapped =
    "The boiler was serviced in March by Brandt and Sons, who also looked at\nthe old pipe behind the wall. It holds for another winter, they said, if\nnobody touches it.";
  const flowing = wrapped.replaceAll("\n", " ");
  const code = "```\nthe first line of the code is long enough to count as wrapped here\nand then goes on\n```";
  const bytes = new TextEncoder().encode(`${wrapped}\n\n${code}`);
  expect(plainText.read(bytes, "a.txt").passages[0]?.text).toBe(flowing);
  const [prose, block] = markdown.read(bytes, "a.md").passages;
  expect(prose?.text).toBe(flowing);
  expect(block?.text).toContain("here\nand");
});
