import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createWordIndex, type WordEntry } from "../../src/index/words";

vi.setConfig({ testTimeout: 30_000 });

function indexOf(entries: Record<string, string | WordEntry>) {
  const index = createWordIndex();
  for (const [key, entry] of Object.entries(entries))
    index.add(key, typeof entry === "string" ? { own: entry, before: "" } : entry);
  return index;
}
const keys = (hits: [string, number][]) => hits.map(([key]) => key);

describe("word index", () => {
  it("ranks by how telling the shared words are, then by length", () => {
    const index = indexOf({
      common: "the cat sat on the cat mat",
      rare: "the cat met a heron",
      long: "the cat met a heron by the lake where many boats lay and people talked for hours about the weather",
      other: "the cat slept",
    });
    // "heron" stands in two entries and "cat" in four; of those two the shorter says it more plainly.
    expect(keys(index.search("cat heron", { limit: 3 }))).toEqual(["rare", "long", "common"]);
  });

  it("counts the passage before at half the weight of the own words", () => {
    const index = indexOf({
      own: { own: "parking permit", before: "weather" },
      before: { own: "weather", before: "parking permit" },
    });
    const [own, before] = index.search("permit", { limit: 2 });
    expect([own?.[0], before?.[0]]).toEqual(["own", "before"]);
    expect(before?.[1]).toBeCloseTo((own?.[1] ?? 0) / 2, 5);
  });

  it("finds the beginning of the last word only where asked to", () => {
    const index = indexOf({ a: "my allergies are bad", b: "nothing here" });
    expect(index.search("aller", { limit: 5 })).toEqual([]);
    expect(keys(index.search("aller", { limit: 5, prefix: true }))).toEqual(["a"]);
  });

  it("does not guess at misspelt words", () => {
    expect(indexOf({ a: "penicillin" }).search("penicilin", { limit: 5 })).toEqual([]);
  });

  it("forgets what is removed and what is replaced", () => {
    const index = indexOf({ a: "green boat", b: "green car" });
    index.add("a", { own: "red boat", before: "" });
    expect(keys(index.search("green", { limit: 5 }))).toEqual(["b"]);
    expect(index.remove("b")).toBe(true);
    expect(index.remove("b")).toBe(false);
    expect(index.search("green", { limit: 5 })).toEqual([]);
    expect(index.size).toBe(1);
  });

  it("gives ties in the order of their keys", () => {
    expect(keys(indexOf({ c: "same words", a: "same words", b: "same words" }).search("words", { limit: 3 }))).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  it("is the same after any changes as when built from what is left", () => {
    const word = fc.constantFrom("cat", "dog", "lake", "boat", "green", "runs", "北京大学", "10b", "constructor");
    const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
    const step = fc.record({ key: fc.constantFrom("a", "b", "c", "d"), own: text, before: text, drop: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), text, (steps, query) => {
        const changed = createWordIndex();
        const left = new Map<string, WordEntry>();
        for (const { key, own, before, drop } of steps) {
          if (drop) {
            changed.remove(key);
            left.delete(key);
          } else {
            changed.add(key, { own, before });
            left.set(key, { own, before });
          }
        }
        const built = createWordIndex();
        for (const [key, entry] of left) built.add(key, entry);
        const scores = (index: typeof built) =>
          new Map(index.search(query, { limit: 9 }).map(([key, score]) => [key, Number(score.toFixed(6))]));
        expect(scores(changed)).toEqual(scores(built));
        expect(changed.idf("cat")).toBeCloseTo(built.idf("cat"), 9);
      }),
    );
  });
});
