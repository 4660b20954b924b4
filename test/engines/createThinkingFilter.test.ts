import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createThinkingFilter } from "../../src/engines/llm/createThinkingFilter";

function sort(pieces: readonly string[]) {
  const shown: string[] = [];
  const filter = createThinkingFilter((piece) => shown.push(piece));
  for (const piece of pieces) filter.push(piece);
  filter.end();
  return { text: shown.join(""), thinking: filter.thinking, shown };
}

describe("a thinking filter", () => {
  it.each([
    ["an answer", "Hello there.", "Hello there.", undefined],
    ["nothing", "", "", undefined],
    ["thought and answer", "<think>\nThey greet me.\n</think>\n\nHello.", "Hello.", "They greet me."],
    ["white space before the thought", "\n <think>Hm.</think>Hello.", "Hello.", "Hm."],
    ["an empty thought", "<think>\n\n</think>\n\nHello.", "Hello.", ""],
    ["a thought that does not end", "<think>Let me see", "", "Let me see"],
    ["a thought that ends in half a mark", "<think>Is 1 </thi", "", "Is 1 </thi"],
    ["marks in the middle of an answer", "Write <think>x</think> so.", "Write <think>x</think> so.", undefined],
    ["marks after the answer has begun", "<think>a</think>b <think>c</think>", "b <think>c</think>", "a"],
    ["the beginning of a mark, and no more", "<thi", "<thi", undefined],
    ["what only begins like a mark", "  <thing> is", "  <thing> is", undefined],
    ["a thought without an answer", "<think>Hm.</think>\n", "", "Hm."],
  ])("tells %s apart, however it is cut", (_what, written, text, thinking) => {
    for (let size = 1; size <= written.length; size++) {
      const pieces = written.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      expect(sort(pieces)).toMatchObject({ text, thinking });
    }
  });

  it("hands out each piece of an answer as it comes", () => {
    expect(sort(["Hel", "lo ", "you."]).shown).toEqual(["Hel", "lo ", "you."]);
    expect(sort(["<think>a</think>", "\n", "Hel", "lo"]).shown).toEqual(["Hel", "lo"]);
  });

  it("loses no character of an answer that does not begin with a mark", () => {
    const word = fc.constantFrom("<", "think", ">", "<think>", "</think>", "</", " ", "\n", "a");
    fc.assert(
      fc.property(fc.array(word), (pieces) => {
        const written = pieces.join("");
        fc.pre(!written.trimStart().startsWith("<think>"));
        const { text, thinking } = sort(pieces);
        expect(text).toBe(written);
        expect(thinking).toBeUndefined();
      }),
    );
  });
});
