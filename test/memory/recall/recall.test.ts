import { describe, expect, it } from "vitest";
import type { Memory, Passage, PassageId } from "../../../src/memory/model";
import { createMemoryIndex, type MemoryIndex, type RowChange } from "../../../src/memory/recall/memoryIndex";
import { recall } from "../../../src/memory/recall/recall";
import { aMemory, aPassage, aSource } from "../../support/rows";

function indexOf(passages: Passage[], memories: Memory[] = [], sources = [aSource()]): MemoryIndex {
  const index = createMemoryIndex();
  index.apply([
    ...sources.map((after): RowChange => ({ table: "sources", id: after.id, after })),
    ...passages.map((after): RowChange => ({ table: "passages", id: after.id, after })),
    ...memories.map((after): RowChange => ({ table: "memories", id: after.id, after })),
  ]);
  return index;
}
const said = (id: string, text: string, more = {}) => aPassage({ id, ordinal: Number(id.slice(1)), text, ...more });
const ask = (index: MemoryIndex, question: string, more = {}) =>
  recall({ question, vector: null, budgetTokens: 400, ...more }, index);
const unit = (...numbers: number[]) => {
  const norm = Math.hypot(...numbers);
  return Float32Array.from(numbers, (number) => number / norm);
};

describe("recall", () => {
  it("[R6] gives slices of passages, numbered from 1, with who, when and where from", () => {
    const index = indexOf([said("p1", "Nice day. The gate code is 4411. My bike is blue.", { saidAt: 9 })]);
    const [line] = ask(index, "what is the gate code?").lines;
    expect(line).toMatchObject({
      n: 1,
      passageId: "p1",
      sourceId: "s1",
      sourceTitle: "A talk",
      speaker: "user",
      saidAt: 9,
      text: "The gate code is 4411.",
      start: 10,
      end: 32,
      insight: false,
      arms: { words: 1, vectors: null },
    });
  });

  it("[R6] a sentence that points back takes the one before it along", () => {
    const index = indexOf([said("p1", "I bought a passport cover. It is in the blue drawer.")]);
    expect(ask(index, "which drawer?").lines[0]?.text).toBe("I bought a passport cover. It is in the blue drawer.");
  });

  it("[R6] a document's passage stays whole, and a question in between ends a line", () => {
    const document = said("p1", "Garlic goes in in October. Cover it with straw.", { speaker: null });
    expect(ask(indexOf([document]), "garlic").lines[0]?.text).toBe("Garlic goes in in October. Cover it with straw.");
    const turn = said("p1", "The boat is green. Is it old? The boat has a sail.");
    expect(ask(indexOf([turn]), "boat").lines.map((line) => line.text)).toEqual([
      "The boat is green.",
      "The boat has a sail.",
    ]);
  });

  it("[R7] a memory leads to the passage that said so last, and tells how many do", () => {
    const text = "My sister lives in Lisbon.";
    const passages = [said("p1", text, { saidAt: 1 }), said("p2", text, { saidAt: 5 })];
    const evidence = ["p1", "p2"].map((passageId) => ({ passageId, start: 0, end: text.length }));
    const { lines } = ask(
      indexOf(passages, [aMemory({ id: "m1", text, evidence, strength: 0.65 })]),
      "where is my sister?",
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ passageId: "p2", memoryId: "m1", support: 2, strength: 0.65 });
  });

  it("[R7] an insight is a line of its own, before the lines it brings together", () => {
    const passages = [said("p1", "I water the tomatoes daily."), said("p2", "The tomatoes need a stake.")];
    const members = passages.map((passage, at) =>
      aMemory({ id: `m${at + 1}`, text: passage.text, evidence: [{ passageId: passage.id, start: 0, end: 26 }] }),
    );
    const text = "Several memories belong together, around: “I water the tomatoes daily.”";
    const insight = aMemory({ id: "m9", kind: "insight", text, evidence: [], derivedFrom: ["m1", "m2"] });
    const { lines } = ask(indexOf(passages, [...members, insight]), "tomatoes water");
    expect(lines[0]).toMatchObject({ insight: true, text, memoryId: "m9", support: 2, passageId: "p1" });
    expect(lines.slice(1).every((line) => !line.insight)).toBe(true);
  });

  it("[R2] the question's own turn, withheld sources and forgotten passages are left out", () => {
    const index = indexOf(
      [
        said("p1", "The gate code is 4411."),
        said("p2", "The gate code is 9999.", { sourceId: "s2", ordinal: 1 }),
        said("p3", "Remember the gate code.", { ordinal: 3 }),
      ],
      [],
      [aSource(), aSource({ id: "s2", status: "forgotten" })],
    );
    const exclude = new Set([aPassage({ id: "p3" }).id as PassageId]);
    expect(ask(index, "gate code", { exclude }).lines.map((line) => line.passageId)).toEqual(["p1"]);
  });

  it("[R7] lines in nearly the same words stand once, with the support of all", () => {
    const index = indexOf([
      said("p1", "The gate code is 4411."),
      said("p2", "the gate code is 4411", { saidAt: 9 }),
      said("p3", "The gate code is 4412.", { saidAt: 3 }),
    ]);
    const { lines } = ask(index, "gate code");
    expect(lines.map((line) => line.text).sort()).toEqual(["The gate code is 4412.", "the gate code is 4411"]);
    expect(lines.find((line) => line.text.includes("4411"))?.support).toBe(2);
  });

  it("[R9] lines fill the budget greedily, and one that is too long keeps no other out", () => {
    const long = `The gate ${"and the gate ".repeat(40)}code.`;
    const index = indexOf([
      said("p1", long, { speaker: null }),
      said("p2", "The gate code is 4411."),
      said("p3", "Gate code two."),
    ]);
    const { lines } = ask(index, "gate code", { budgetTokens: 40 });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map((line) => line.n)).toEqual(lines.map((_, at) => at + 1));
    expect(lines.reduce((sum, line) => sum + line.text.length, 0)).toBeLessThanOrEqual(160);
    expect(ask(index, "gate code", { budgetTokens: 0 }).lines).toEqual([]);
  });

  it("[R8] with nothing told, or nothing near, nothing bears on the question", () => {
    expect(ask(createMemoryIndex(), "where is my sister?")).toMatchObject({ lines: [], bears: false, nearest: [] });
    const index = indexOf([said("p1", "The gate code is 4411.")]);
    index.startVectors(2);
    index.setVector("The gate code is 4411.", unit(1, 0));
    expect(ask(index, "who is my landlord?", { vector: unit(0.2, 1) })).toMatchObject({ bears: false });
    expect(ask(index, "how do I get in?", { vector: unit(1, 0.5) })).toMatchObject({ bears: true });
  });

  it("[R8] what holds nothing of the kind asked for must be nearer to count", () => {
    const text = "Our landlord is called Peter.";
    const index = indexOf([said("p1", text)]);
    index.startVectors(2);
    index.setVector(text, unit(1, 0));
    const vector = unit(1, 1.5);
    expect(ask(index, "What is the owner like?", { vector }).bears).toBe(true);
    expect(ask(index, "How old is the owner?", { vector }).bears).toBe(false);
  });

  it("[R8] words alone carry codes, names and languages that the embedder does not know", () => {
    const index = indexOf([said("p1", "我的密码是四四一一。")]);
    index.startVectors(2);
    index.setVector("我的密码是四四一一。", unit(1, 0));
    expect(ask(index, "我的密码", { vector: unit(0, 1) })).toMatchObject({ bears: true });
  });

  it("[R6] survives any text", () => {
    const index = indexOf([said("p1", "\ud800 lone \0 gate <b>|</b> ```\n```"), said("p2", "مفتاح البوابة تحت الحجر")]);
    expect(ask(index, "gate \udfff").lines[0]?.passageId).toBe("p1");
    expect(ask(index, "أين مفتاح البوابة؟").lines[0]?.passageId).toBe("p2");
    expect(ask(index, "").lines).toEqual([]);
  });
});
