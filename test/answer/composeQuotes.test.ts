import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { align } from "../../src/answer/align";
import { claimSentences } from "../../src/answer/claimSentences";
import { composeQuotes } from "../../src/answer/composeQuotes";
import { recalledLine } from "../support/recalledLine";

vi.setConfig({ testTimeout: 30_000 });

describe("an answer of quotations", () => {
  it("[A3] introduces them as such, each with who said it and when", () => {
    expect(composeQuotes([recalledLine(1, "My sister lives in Lisbon.")], "Where is she?")).toBe(
      "From memory, word for word:\n\n> My sister lives in Lisbon.\n>\n> — you, 3 March 2026",
    );
  });

  it("[A3] holds at most four, and leaves out what only one arm found far down", () => {
    const lines = [1, 2, 3, 4, 5, 6].map((n) => recalledLine(n, `Statement ${n}.`));
    const weak = recalledLine(2, "Weak.", { arms: { words: null, vectors: 9 } });
    const answer = composeQuotes(
      [lines[0], weak, ...lines.slice(2)].flatMap((line) => line ?? []),
      "What?",
    );
    expect(answer.match(/^> Statement \d/gm)).toEqual([
      "> Statement 1",
      "> Statement 3",
      "> Statement 4",
      "> Statement 5",
    ]);
    expect(composeQuotes([], "What?")).toBe("");
  });

  it("[A3] where a number is asked for, lines that hold one leave out the others", () => {
    const lines = [recalledLine(1, "The rent is dear."), recalledLine(2, "The rent is 900 euros.")];
    expect(composeQuotes(lines, "How much is the rent?")).not.toContain("dear");
    expect(composeQuotes(lines, "What about the rent?")).toContain("dear");
  });

  it("[A4] each quotation is one claim, supported by its own line", async () => {
    const lines = [
      recalledLine(1, "I don't eat meat. I eat fish."),
      recalledLine(2, "The rent is 1,150 euros.\nIt went up in May."),
      recalledLine(3, "My sister lives in Lisbon."),
    ];
    const answer = composeQuotes(lines, "What about it all?");
    const claims = await align(answer, lines);
    expect(claims.map((claim) => claim.sources)).toEqual([[1], [2], [3]]);
    expect(claims.map((claim) => answer.slice(claim.start, claim.end))[0]).toBe("I don't eat meat. I eat fish.");
  });

  it("[A4] a quotation of several sentences is supported though one of them is negated", async () => {
    const lines = [recalledLine(1, "The key of the shed hangs inside the old kettle. Colin knows, nobody else.")];
    const claims = await align(composeQuotes(lines, "Where is the key?"), lines);
    expect(claims.map((claim) => claim.sources)).toEqual([[1]]);
  });

  it("[A5] shows any words as they are: nothing in them acts as Markdown", () => {
    const answer = composeQuotes(
      [recalledLine(1, "# big *bold* [x](http://a.b) ![y](z) <b> `c`\n- item\n1. one")],
      "What?",
    );
    expect(answer).toContain(
      "> \\# big \\*bold\\* \\[x\\](http://a.b) !\\[y\\](z) \\<b\\> \\`c\\`\n> \\- item\n> 1\\. one",
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 80 }), (text) => {
        const quoted = composeQuotes([recalledLine(1, text)], "What?");
        for (const row of quoted.split("\n").slice(2)) expect(row.startsWith(">")).toBe(true);
        for (const { start, end, text: said } of claimSentences(quoted)) expect(quoted.slice(start, end)).toBe(said);
      }),
    );
  });
});
