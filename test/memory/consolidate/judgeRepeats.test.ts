import { describe, expect, it } from "vitest";
import { consolidate } from "../../../src/memory/consolidate/consolidate";
import { judgeRepeats, type Repeated } from "../../../src/memory/consolidate/judgeRepeats";
import { nearKnown } from "../../../src/memory/consolidate/nearKnown";
import { planForget } from "../../../src/memory/consolidate/planForget";
import { encode } from "../../../src/memory/encode/encode";
import { undoCause } from "../../../src/memory/graph/causeChain";
import { checkInvariants } from "../../../src/memory/graph/checkInvariants";
import { toGraphRows } from "../../../src/memory/graph/GraphRows";
import { makeChange } from "../../../src/memory/graph/makeChange";
import { planUndo } from "../../../src/memory/graph/planUndo";
import type { Memory, Passage, Trust } from "../../../src/memory/model";
import { createMemoryIndex } from "../../../src/memory/recall/memoryIndex";
import { fakeVector } from "../../support/fakeEmbedder";
import { createFakeJudge } from "../../support/fakeJudge";
import { createHashIds } from "../../support/hashIds";
import { createMemoryStore } from "../../support/memoryStore";
import { aMemory, aPassage, aSource } from "../../support/rows";

const ids = createHashIds();
const say = (id: string, text: string) => aPassage({ id, text, ordinal: Number(id.slice(1)) });
const encoded = (passages: readonly Passage[]) => passages.flatMap((passage) => encode(passage, { ids }));
const context = (known: readonly Memory[], trust: Trust = "user") => ({ known, ids, trust, now: 7, validFrom: 5 });

function learn(passages: readonly Passage[], known: readonly Memory[] = [], repeats?: Map<string, Repeated>) {
  return consolidate(encoded(passages), { ...context(known), repeats }).changes;
}
const memoriesOf = (changes: ReturnType<typeof learn>) => changes.map((change) => change.after as Memory);
const only = (memories: readonly Memory[]): Memory => {
  expect(memories).toHaveLength(1);
  return memories[0] as Memory;
};

/** "Leeds is where I live" said after "I live in Leeds". */
const FIRST = say("p1", "I live in Leeds.");
const AGAIN = say("p2", "Leeds is where I live.");
const known = only(memoriesOf(learn([FIRST])));
const sameJudge = () => createFakeJudge({ pair: () => ({ same: 0.9 }) });
const judged = (near: readonly Memory[], judge = sameJudge(), passages = [AGAIN], trust: Trust = "user") =>
  judgeRepeats(
    encoded(passages).map((candidate) => ({ candidate, near })),
    { judge, trust },
  );

describe("A repeat in other words", () => {
  it("[C6] reinforces what it repeats, with its evidence, and keeps its own words beside it", async () => {
    const changes = learn([AGAIN], [known], await judged([known]));
    const [survivor, repeat] = memoriesOf(changes);
    expect(survivor).toMatchObject({ id: known.id, text: "I live in Leeds.", status: "current" });
    expect(survivor?.evidence.map((each) => each.passageId)).toEqual(["p1", "p2"]);
    expect(survivor?.strength).toBeCloseTo(0.65, 9);
    expect(repeat).toMatchObject({ text: AGAIN.text, status: "archived", replacedBy: known.id });
    expect(repeat?.evidence).toEqual([{ passageId: "p2", start: 0, end: AGAIN.text.length }]);
    expect(changes.map((change) => change.entry)).toEqual([known.id, known.id]);
  });

  it("[C6] said twice in one message counts as one", async () => {
    const twice = [say("p2", "Leeds is where I live."), say("p3", "leeds is where I live")];
    const changes = learn(twice, [known], await judged([known], sameJudge(), twice));
    const [survivor, repeat, ...more] = memoriesOf(changes);
    expect(more).toEqual([]);
    expect([survivor?.evidence.length, repeat?.evidence.length]).toEqual([3, 2]);
    expect(survivor?.strength).toBeCloseTo(0.755, 9);
  });

  it("[C6] a memory that is not as it was when it was judged is not reinforced: the words are added", async () => {
    const repeats = await judged([known]);
    const past: Memory = { ...known, status: "past", validTo: 6 };
    for (const rows of [[past], [], [{ ...known, trust: "web" as const }]]) {
      const added = only(memoriesOf(learn([AGAIN], rows, repeats)));
      expect(added).toMatchObject({ text: AGAIN.text, status: "current" });
    }
  });

  it("[C6] comes back where the words it repeats are forgotten, and goes alone where its own are", async () => {
    const [survivor, repeat] = memoriesOf(learn([AGAIN], [known], await judged([known]))) as [Memory, Memory];
    const view = { source: null, derived: [] };
    const first = planForget({ ...view, passages: [FIRST], memories: [survivor], kept: [AGAIN], folded: [repeat] });
    const after = first.changes.map(({ after }) => after as Memory);
    expect(after.find((row) => row.id === survivor.id)?.status).toBe("forgotten");
    expect(after.find((row) => row.id === repeat.id)).toMatchObject({ status: "current", replacedBy: null });

    const rows = { ...view, passages: [AGAIN], memories: [survivor, repeat], kept: [FIRST], folded: [] };
    const second = planForget(rows).changes.map(({ after }) => after as Memory);
    expect(second.find((row) => row.id === survivor.id)).toMatchObject({ status: "current", evidence: known.evidence });
    expect(second.find((row) => row.id === repeat.id)?.status).toBe("forgotten");
  });

  it("[C9] a memory whose words are not those that were judged any more is not reinforced: the words are added", async () => {
    const repeats = await judged([known]);
    const edited: Memory = { ...known, text: "I live in Hull.", textKey: "hull" };
    const added = only(memoriesOf(learn([AGAIN], [edited], repeats)));
    expect(added).toMatchObject({ text: AGAIN.text, status: "current" });
  });

  it("[C9] said once more in the words that are kept already reinforces both, without a judge", async () => {
    const rows = memoriesOf(learn([AGAIN], [known], await judged([known])));
    const once = [say("p3", "leeds is where I live!")];
    const changes = learn(once, rows);
    const [survivor, repeat, ...more] = memoriesOf(changes);
    expect(more).toEqual([]);
    expect(survivor).toMatchObject({ id: known.id, text: known.text, status: "current" });
    expect(survivor?.evidence.map((each) => each.passageId)).toEqual(["p1", "p2", "p3"]);
    expect(survivor?.strength).toBeCloseTo(0.755, 9);
    expect(repeat).toMatchObject({ id: rows[1]?.id, text: AGAIN.text, status: "archived", replacedBy: known.id });
    expect(repeat?.evidence.map((each) => each.passageId)).toEqual(["p2", "p3"]);
    expect(changes.map((change) => change.entry)).toEqual([known.id, known.id]);
    expect(learn(once, memoriesOf(changes))).toEqual([]);
  });

  it("[C9] is learned as any other words where what covers them is not current, or of another trust", async () => {
    const [survivor, repeat] = memoriesOf(learn([AGAIN], [known], await judged([known]))) as [Memory, Memory];
    const once = [say("p3", AGAIN.text)];
    const past: Memory = { ...survivor, status: "past", validTo: 6 };
    const web = [survivor, repeat].map((row) => ({ ...row, trust: "web" as const }));
    for (const rows of [[past, repeat], [repeat], web]) {
      expect(only(memoriesOf(learn(once, rows)))).toMatchObject({
        text: AGAIN.text,
        status: "current",
        evidence: [{}],
      });
    }
  });

  it("[C9] undone newest first, it leaves exactly what was there, and the same rows in the other order", async () => {
    for (const order of [
      ["t3", "t2"],
      ["t2", "t3"],
    ]) {
      const store = createMemoryStore();
      const third = say("p3", AGAIN.text);
      await store.commit({ kind: "say", id: "said" }, () => ({
        changes: [
          makeChange("sources", null, aSource()),
          ...[FIRST, AGAIN, third].map((passage) => makeChange("passages", null, passage)),
        ],
      }));
      const rows = async () => (await store.all("memories")).sort((a, b) => (a.id < b.id ? -1 : 1));
      const at: Memory[][] = [];
      for (const [turn, passage] of [FIRST, AGAIN, third].entries()) {
        const before = await rows();
        const changes = learn([passage], before, turn === 1 ? await judged(before) : undefined);
        await store.commit({ kind: "learn", id: `t${turn + 1}` }, () => ({ changes }));
        at.push(await rows());
      }
      expect(at.map((each) => each.length)).toEqual([1, 2, 2]);
      for (const [place, turn] of order.entries()) {
        const plan = await planUndo(store, turn);
        if ("refused" in plan) throw new Error(plan.refused);
        await store.commit(undoCause(turn, `u${turn}`), () => plan);
        const left = await rows();
        const strength = expect.any(Number);
        if (place === 1 && turn === "t3") expect(left).toEqual(at[0]?.map((row) => ({ ...row, strength })));
        else if (place === 1) expect(left).toEqual(at[0]);
        else if (turn === "t3") expect(left).toEqual(at[1]);
        else expect(left.map((row) => row.evidence.map((each) => each.passageId).join())).toContain("p1,p3");
        const kept = { sources: [aSource()], passages: [FIRST, AGAIN, third], memories: left };
        expect(checkInvariants(toGraphRows(kept))).toEqual([]);
      }
    }
  });

  it("[C7] learned again from the same words changes nothing, with or without a judge", async () => {
    const repeats = await judged([known]);
    const rows = memoriesOf(learn([AGAIN], [known], repeats));
    expect(learn([AGAIN], rows, repeats)).toEqual([]);
    expect(learn([AGAIN], rows)).toEqual([]);
  });

  it("[C7] undone, it leaves exactly what was there, and a redo what was undone", async () => {
    const store = createMemoryStore();
    await store.commit({ kind: "say", id: "said" }, () => ({
      changes: [
        makeChange("sources", null, aSource()),
        makeChange("passages", null, FIRST),
        makeChange("passages", null, AGAIN),
      ],
    }));
    const rows = async () => (await store.all("memories")).sort((a, b) => (a.id < b.id ? -1 : 1));
    await store.commit({ kind: "learn", id: "t1" }, () => ({ changes: learn([FIRST]) }));
    const before = await rows();
    const changes = learn([AGAIN], before, await judged(before));
    await store.commit({ kind: "learn", id: "t2" }, () => ({ changes }));
    const after = await rows();
    expect(after).toHaveLength(2);
    const kept = { sources: [aSource()], passages: [FIRST, AGAIN], memories: after };
    expect(checkInvariants(toGraphRows(kept))).toEqual([]);

    for (const entry of [known.id, null]) {
      const plan = await planUndo(store, "t2", entry);
      if ("refused" in plan) throw new Error(plan.refused);
      const undone = undoCause("t2", `u${entry}`);
      await store.commit(undone, () => plan);
      expect(await rows()).toEqual(before);
      const redo = await planUndo(store, undone.id);
      if ("refused" in redo) throw new Error(redo.refused);
      await store.commit(undoCause(undone.id, `r${entry}`), () => redo);
      expect(await rows()).toEqual(after);
    }
  });
});

describe("What the judge is shown", () => {
  const many = Array.from({ length: 12 }, (_, at) =>
    aMemory({ id: `m${at}`, textKey: `k${at}`, text: `I own ${at} pots.` }),
  );

  it("[C8] the nearest 8 that are current and of the same trust", async () => {
    const judge = createFakeJudge();
    const near = [
      { ...known, status: "past" as const },
      { ...known, trust: "web" as const },
      { ...known, kind: "insight" as const },
      ...many,
    ];
    await judged(near, judge);
    expect(judge.asked.map((each) => each.known)).toEqual(many.slice(0, 8).map((memory) => memory.text));
    expect(new Set(judge.asked.map((each) => each.text))).toEqual(new Set([AGAIN.text]));
  });

  it("[C8] of several the likeliest", async () => {
    const judge = createFakeJudge({ pair: (text) => ({ same: text === "I own 3 pots." ? 0.95 : 0.85 }) });
    const pots = [say("p2", "My pots, I own them still.")];
    expect([...(await judged(many, judge, pots)).values()]).toEqual([{ id: "m3", textKey: "k3" }]);
  });

  it("[C8] nothing where a memory at hand has the same words, and nothing in a script it cannot read", async () => {
    const judge = sameJudge();
    expect((await judged([known], judge, [say("p2", "i live in LEEDS")])).size).toBe(0);
    expect((await judged([known], judge, [say("p2", "私はリーズに住んでいます、ずっと前から。")])).size).toBe(0);
    expect((await judged([aMemory({ text: "Я живу в Лидсе." })], judge)).size).toBe(0);
    expect(judge.asked).toEqual([]);
  });

  it("[C8] below the acting threshold, or where something else is likelier, everything is as without a judge", async () => {
    const without = learn([AGAIN], [known]);
    const shares = [{ same: 0.6 }, { same: 0.05, update: 0.95 }, { conflict: 0.95 }, { refine: 0.95 }, {}];
    for (const share of shares) {
      const repeats = await judged([known], createFakeJudge({ pair: () => share }));
      expect(learn([AGAIN], [known], repeats)).toEqual(without);
    }
    const hearsay = createFakeJudge({ pair: () => ({ same: 0.95 }), sentence: () => ({ hearsay: 0.9 }) });
    expect((await judged([known], hearsay)).size).toBe(0);
  });

  it("[C8] another number is never a repeat", async () => {
    const sugar = aMemory({ id: "m9", textKey: "k9", text: "I take two sugars in my tea." });
    expect((await judged([sugar], sameJudge(), [say("p2", "One sugar for me in tea.")])).size).toBe(0);
    expect((await judged([sugar], sameJudge(), [say("p2", "Two sugars for me in tea.")])).size).toBe(1);
  });

  it("[C8] a judge that fails fails the question, so that the caller goes on without", async () => {
    const judge = createFakeJudge({
      before() {
        throw new Error("The judge is not here.");
      },
    });
    await expect(judged([known], judge)).rejects.toThrow("not here");
  });
});

describe("The memories nearest to a text", () => {
  const texts = ["The spare key is under the blue pot.", "My sister runs the ferry office.", "I live in Leeds."];
  const rows = [
    ...texts.map((text, at) =>
      aMemory({ id: `m${at}`, textKey: `k${at}`, text, evidence: [{ passageId: "p1", start: 0, end: 9 }] }),
    ),
    aMemory({ id: "mp", textKey: "kp", text: "The key was with the ferry office.", status: "past", validTo: 3 }),
    aMemory({ id: "mw", textKey: "kw", text: "The key is in the web.", trust: "web" }),
    aMemory({ id: "mi", textKey: "ki", text: "Several memories are about the key.", kind: "insight" }),
  ];
  const index = createMemoryIndex();
  index.apply([
    { table: "sources", id: "s1", after: aSource() },
    { table: "passages", id: "p1", after: aPassage({ text: "The key is under the blue pot, the blue one." }) },
    ...rows.map((row) => ({ table: "memories" as const, id: row.id, after: row })),
  ]);

  it("[C8] current ones of one trust are found by their words where there is no vector", () => {
    const query = { text: "Is the key in the office?", vector: null, trust: "user" as const };
    expect(
      nearKnown(query, index)
        .map((memory) => memory.id)
        .sort(),
    ).toEqual(["m0", "m1"]);
  });

  it("[C8] by meaning and by words in turns, each once", () => {
    index.startVectors(fakeVector("").length);
    for (const text of [...index.texts()]) index.setVector(text, fakeVector(text));
    const vector = fakeVector("I live in Leeds.");
    const query = { text: "The key is under the pot", vector, trust: "user" as const };
    expect(
      nearKnown(query, index)
        .map((memory) => memory.id)
        .slice(0, 2),
    ).toEqual(["m2", "m0"]);
    expect(nearKnown(query, index)).toHaveLength(3);
  });
});
