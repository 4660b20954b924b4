import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { countWords } from "../../../src/memory/encode/countWords";
import { encode } from "../../../src/memory/encode/encode";
import { normalForm } from "../../../src/memory/encode/normalForm";
import { createHashIds } from "../../support/hashIds";
import { aPassage } from "../../support/rows";

vi.setConfig({ testTimeout: 30_000 });

const ids = createHashIds();
const texts = (text: string, speaker: string | null = "user") =>
  encode(aPassage({ text, speaker }), { ids }).map((candidate) => candidate.text);

describe("encode", () => {
  it("[E8] keeps the user's statements in their own words, with the place they stand at", () => {
    const passage = aPassage({
      text: "Hi! My sister Ana lives in Lisbon.  What is the time there? We fly there in May.",
    });
    const candidates = encode(passage, { ids });
    expect(candidates.map((candidate) => candidate.text)).toEqual([
      "My sister Ana lives in Lisbon.",
      "We fly there in May.",
    ]);
    for (const { text, evidence } of candidates) expect(passage.text.slice(evidence.start, evidence.end)).toBe(text);
  });

  it("[E8] keeps no questions, requests, greetings, thanks, suppositions, or two words without a name or number", () => {
    expect(texts("What is my code? Tell me a joke. Hello. Thanks a lot! I wish it were May. Very tired.")).toEqual([]);
    expect(texts("Room 12.")).toEqual(["Room 12."]);
  });

  it("[E9] keeps a document's statements, not its headings, questions and code", () => {
    expect(
      texts("Watering plan. How often is enough? Tomatoes need water every day. Row 3.\nlet a = call(b);", null),
    ).toEqual(["Tomatoes need water every day.", "Row 3."]);
  });

  it("[E10] an assistant's words and another person's give nothing", () => {
    expect(texts("You live in Oslo since 2019.", "assistant")).toEqual([]);
    expect(texts("I live in Oslo since 2019.", "Ana")).toEqual([]);
  });

  it("[E11] statements that differ in case, width, spaces or end marks have one key, and one candidate a passage", () => {
    expect(normalForm("  My  PIN is ４４１１!! ")).toBe(normalForm("my pin is 4411"));
    expect(texts("My pin is 4411. MY PIN IS 4411!")).toEqual(["My pin is 4411."]);
    const keys = new Set(
      ["My pin is 4411.", "My pin is 4412."].flatMap((text) =>
        encode(aPassage({ text }), { ids }).map((each) => each.textKey),
      ),
    );
    expect(keys.size).toBe(2);
  });

  it("[E12] a taste is a preference, what happened today or yesterday an episode, the rest a fact", () => {
    const kinds = (text: string) => encode(aPassage({ text }), { ids }).map((candidate) => candidate.kind);
    expect(kinds("I really love strong coffee. We saw a fox yesterday. I live in Leeds.")).toEqual([
      "preference",
      "episode",
      "fact",
    ]);
    expect(kinds("My sister loves coffee too.")).toEqual(["fact"]);
  });

  it("[E8] never throws and never changes a word, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.constantFrom("user", null), (text, speaker) => {
        for (const candidate of encode(aPassage({ text, speaker }), { ids })) {
          expect(text.slice(candidate.evidence.start, candidate.evidence.end)).toBe(candidate.text);
          expect(candidate.text.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("counts words of scripts without spaces by two characters", () => {
    expect([countWords("three small words"), countWords("我住在北京"), countWords("")]).toEqual([3, 3, 0]);
  });
});
