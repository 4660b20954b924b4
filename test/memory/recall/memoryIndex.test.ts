import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  createMemoryIndex,
  type MemoryIndex,
  type RowChange,
  textToEmbed,
} from "../../../src/memory/recall/memoryIndex";
import { aMemory, aPassage, aSource } from "../../support/rows";

vi.setConfig({ testTimeout: 30_000 });

const passageChange = (fields: Parameters<typeof aPassage>[0]): RowChange => {
  const after = aPassage(fields);
  return { table: "passages", id: after.id, after };
};
const memoryChange = (fields: Parameters<typeof aMemory>[0]): RowChange => {
  const after = aMemory(fields);
  return { table: "memories", id: after.id, after };
};
const found = (index: MemoryIndex, query: string) => index.words.search(query, { limit: 20 }).map(([key]) => key);
const unit = (x: number, y: number) => Float32Array.of(x / Math.hypot(x, y), y / Math.hypot(x, y));

describe("memory index", () => {
  it("[R1] holds live passages and current or past memories, nothing that is withheld", () => {
    const index = createMemoryIndex();
    index.apply([
      passageChange({ id: "p1", text: "The boat is green." }),
      passageChange({ id: "p2", ordinal: 9, text: "The boat is forgotten.", status: "forgotten" }),
      memoryChange({ id: "m1", text: "The boat is green." }),
      memoryChange({ id: "m2", text: "The boat was red.", status: "past", validTo: 1 }),
      memoryChange({ id: "m3", text: "The boat was archived.", status: "archived", replacedBy: "m1" }),
      memoryChange({ id: "m4", text: "The boat was wrong.", status: "retired", retiredAt: 1 }),
    ]);
    expect(found(index, "boat").sort()).toEqual(["m:m1", "m:m2", "p:p1"]);
  });

  it("[R2] an assistant's words and the user's own questions are no evidence", () => {
    const index = createMemoryIndex();
    index.apply([
      passageChange({ id: "p1", speaker: "assistant", text: "The boat is green." }),
      passageChange({ id: "p2", ordinal: 1, text: "What colour is the boat?" }),
      passageChange({ id: "p3", ordinal: 2, text: "We sold the boat. Where is the oar?" }),
    ]);
    expect(found(index, "boat")).toEqual(["p:p3"]);
    expect(found(index, "oar")).toEqual([]);
    expect([...index.texts()]).toEqual(["We sold the boat."]);
  });

  it("[R3] a passage is found by the one before it too, unless that is an assistant's or the user's question", () => {
    const helps = (speaker: string | null, text: string) => {
      const index = createMemoryIndex();
      index.apply([passageChange({ id: "p2", ordinal: 1, text: "We went there twice." })]);
      index.apply([passageChange({ id: "p1", ordinal: 0, speaker, text })]);
      return found(index, "lighthouse").includes("p:p2");
    };
    expect(helps("user", "The lighthouse is old.")).toBe(true);
    expect(helps("Ana", "Did you see the lighthouse?")).toBe(true);
    expect(helps("assistant", "The lighthouse is old.")).toBe(false);
    expect(helps("user", "Where is the lighthouse?")).toBe(false);
  });

  it("[R4] a text that a passage and its memory share needs one vector, which goes with the last of them", () => {
    const index = createMemoryIndex();
    index.apply([
      passageChange({ id: "p1", text: "The boat is green." }),
      memoryChange({ id: "m1", text: "The boat is green." }),
    ]);
    index.startVectors(2);
    expect(index.missing(9)).toEqual(["The boat is green."]);
    expect(index.setVector("The boat is green.", unit(1, 0))).toBe(true);
    expect(index.setVector("Nobody says this.", unit(1, 0))).toBe(false);
    expect([...index.ownersOf("The boat is green.")].sort()).toEqual(["m:m1", "p:p1"]);
    index.apply([{ table: "passages", id: "p1", after: null }]);
    expect([index.vectors?.size, index.unindexed]).toEqual([1, 0]);
    index.apply([memoryChange({ id: "m1", text: "The boat is green.", status: "forgotten" })]);
    expect(index.vectors?.size).toBe(0);
  });

  it("[R4] what came last is embedded first, and another model starts anew", () => {
    const index = createMemoryIndex();
    index.startVectors(2);
    index.apply([1, 2, 3].map((n) => memoryChange({ id: `m${n}`, text: `Statement ${n} here.` })));
    expect(index.missing(2)).toEqual(["Statement 3 here.", "Statement 2 here."]);
    index.setVector("Statement 3 here.", unit(1, 1));
    expect(index.missing(1)).toEqual(["Statement 2 here."]);
    index.startVectors(3);
    expect([index.unindexed, index.vectors?.dimension, index.vectors?.size]).toEqual([3, 3, 0]);
  });

  it("[R5] any changes, in any order, give the same index as loading the rows that are left", () => {
    const text = fc.constantFrom(
      "The boat is green.",
      "Where is the boat?",
      "We sold it in May. Is it gone?",
      "Hello!",
      "A lake lies north.",
    );
    const passage = fc.record({
      id: fc.constantFrom("p0", "p1", "p2", "p3"),
      speaker: fc.constantFrom("user", "assistant", null, "Ana"),
      text,
      status: fc.constantFrom("live", "live", "forgotten"),
    });
    const memory = fc.record({
      id: fc.constantFrom("m0", "m1", "m2"),
      text,
      status: fc.constantFrom("current", "current", "past", "archived", "forgotten"),
    });
    const step = fc.oneof(
      passage.map((fields) => passageChange({ ...fields, ordinal: Number(fields.id.slice(1)) })),
      memory.map((fields) => memoryChange(fields)),
      fc.constantFrom("p0", "p1", "p2", "p3").map((id): RowChange => ({ table: "passages", id, after: null })),
      fc.constantFrom("m0", "m1", "m2").map((id): RowChange => ({ table: "memories", id, after: null })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const folded = createMemoryIndex();
        folded.startVectors(2);
        const rows = new Map<string, RowChange>();
        for (const change of steps) {
          folded.apply([change]);
          for (const each of folded.missing(99)) folded.setVector(each, unit(each.length, 1));
          rows.set(change.id, change);
        }
        const loaded = createMemoryIndex();
        loaded.startVectors(2);
        loaded.apply([...rows.values()].reverse());
        for (const each of loaded.missing(99)) loaded.setVector(each, unit(each.length, 1));
        expect(contents(folded)).toEqual(contents(loaded));
      }),
    );
  });

  it("[R4] of a long text its beginning is embedded, cut at a space", () => {
    const cut = textToEmbed(`${"word ".repeat(400)}end`);
    expect(cut.length).toBeLessThanOrEqual(1000);
    expect(cut.endsWith("word")).toBe(true);
    expect(textToEmbed(`a${"😀".repeat(600)}`).isWellFormed()).toBe(true);
  });

  it("[R1] reads sources, and passes over tables that recall does not read", () => {
    const index = createMemoryIndex();
    index.apply([
      { table: "sources", id: "s1", after: aSource() },
      { table: "chats", id: "c", after: null },
    ]);
    expect(index.source("s1")?.title).toBe("A talk");
  });
});

function contents(index: MemoryIndex) {
  const words = ["boat", "green", "sold", "lake", "may"].map((word) =>
    index.words.search(word, { limit: 99 }).map(([key, score]) => [key, score.toFixed(6)]),
  );
  const texts = [...index.texts()].sort();
  return {
    words,
    texts,
    owners: texts.map((text) => [...index.ownersOf(text)].sort()),
    vectors: index.vectors?.survey(unit(3, 1), { limit: 99 }).hits,
    unindexed: index.unindexed,
    memories: ["p0", "p1"].map((id) => [...index.memoriesIn(aPassage({ id }).id)].sort()),
  };
}
