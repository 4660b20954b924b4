import { describe, expect, it } from "vitest";
import { undoCause } from "../../src/memory/graph/causeChain";
import { checkInvariants } from "../../src/memory/graph/checkInvariants";
import { differingTables } from "../../src/memory/graph/differingTables";
import { type RowLists, toGraphRows } from "../../src/memory/graph/GraphRows";
import { makeChange } from "../../src/memory/graph/makeChange";
import { planUndo } from "../../src/memory/graph/planUndo";
import { type PassId, TABLES } from "../../src/memory/model";
import { exportRows } from "../../src/storage/exportRows";
import { planImport } from "../../src/storage/planImport";
import { writeMemoryFile } from "../../src/storage/writeMemoryFile";
import { anAnswer, aWholeMemory } from "../support/aMemoryFile";
import { createMemoryStore, type MemoryStore } from "../support/memoryStore";
import { aChat, aMemory, aPassage, aSource, aTurn } from "../support/rows";

const fileOf = (lists: RowLists) => exportRows(toGraphRows(lists));
const whole = () => exportRows(aWholeMemory());
const pass = { id: "i1" as PassId, at: 50 };

async function storeOf(lists: RowLists): Promise<MemoryStore> {
  const store = createMemoryStore();
  const changes = TABLES.flatMap((table) => (lists[table] ?? []).map((row) => makeChange(table, null, row)));
  await store.commit({ kind: "say", id: "start" }, () => ({ changes }));
  return store;
}
async function take(store: MemoryStore, file = whole()) {
  const plan = await planImport(file, store, pass);
  await store.commit({ kind: "import", id: "i1" }, () => plan.diff);
  expect(checkInvariants(store.rows())).toEqual([]);
  return plan;
}
/** The same statement from another chat, under other ids. */
const twin = () => ({
  sources: [aSource({ id: "s9" })],
  passages: [aPassage({ id: "p9", sourceId: "s9" })],
  memories: [aMemory({ id: "m9", evidence: [{ passageId: "p9", start: 0, end: 36 }], strength: 0.8, learnedAt: 9 })],
});
const here = () => ({ sources: [aSource()], passages: [aPassage()], memories: [aMemory()] });

describe("Importing a memory file", () => {
  it("[M3] into an empty memory and exporting that gives the same bytes", async () => {
    const store = createMemoryStore();
    const plan = await take(store);
    expect(plan.adds).toEqual({ sources: 2, passages: 2, memories: 5, links: 1, chats: 1, turns: 1 });
    expect(plan.known).toBe(0);
    expect(writeMemoryFile(store.rows())).toEqual(writeMemoryFile(aWholeMemory()));
  });

  it("[M7] a second time adds nothing", async () => {
    const store = createMemoryStore();
    await take(store);
    const again = await planImport(whole(), store, pass);
    expect(again.diff.changes).toEqual([]);
    expect(again.known).toBe(12);
  });

  it("[M7] gives the evidence to the memory here that says the same, and leads what names its twin there", async () => {
    const store = await storeOf(here());
    const { memories, ...rest } = twin();
    const insight = aMemory({ id: "i9", textKey: "k9", evidence: [], derivedFrom: ["m9", "m8"], trust: "derived" });
    const other = aMemory({ id: "m8", textKey: "k8", evidence: [{ passageId: "p9", start: 0, end: 9 }] });
    const plan = await take(store, fileOf({ ...rest, memories: [...memories, insight, other] }));
    expect(plan.adds).toMatchObject({ sources: 1, passages: 1, memories: 2 });
    expect(await store.get("memories", "m1")).toMatchObject({
      evidence: [
        { passageId: "p1", start: 0, end: 36 },
        { passageId: "p9", start: 0, end: 36 },
      ],
      strength: 0.8,
      learnedAt: 1,
    });
    expect((await store.get("memories", "i9"))?.derivedFrom).toEqual(["m1", "m8"]);
    expect(await store.get("memories", "m9")).toBeUndefined();
  });

  it("[M7] does not bring together what is trusted differently or what only one side still believes", async () => {
    const documents = await storeOf({
      ...here(),
      sources: [aSource({ trust: "document" })],
      memories: [aMemory({ trust: "document" })],
    });
    expect((await take(documents, fileOf(twin()))).adds.memories).toBe(1);
    const ended = await storeOf({ ...here(), memories: [aMemory({ status: "past", validTo: 3 })] });
    expect((await take(ended, fileOf(twin()))).adds.memories).toBe(1);
  });

  it("[M8] of two versions of one memory keeps all evidence and the further state", async () => {
    const start = here();
    const store = await storeOf({ ...start, passages: [aPassage(), aPassage({ id: "p2", ordinal: 1 })] });
    const there = aMemory({
      evidence: [
        { passageId: "p1", start: 0, end: 36 },
        { passageId: "p2", start: 0, end: 36 },
      ],
      status: "past",
      validTo: 4,
    });
    await take(
      store,
      fileOf({ ...start, passages: [aPassage(), aPassage({ id: "p2", ordinal: 1 })], memories: [there] }),
    );
    expect(await store.get("memories", "m1")).toEqual(there);
    const back = await planImport(fileOf(start), store);
    expect(back.diff.changes).toEqual([]);
  });

  it("[M9] does not bring back what was forgotten here: sources, passages, memories or the same words", async () => {
    const store = await storeOf({
      sources: [aSource({ status: "forgotten" })],
      passages: [aPassage({ status: "forgotten" })],
      memories: [aMemory({ status: "forgotten" })],
    });
    const start = store.rows();
    const file = { ...here(), chats: [aChat()], turns: [aTurn({ answer: anAnswer() })] };
    expect((await take(store, fileOf(file))).diff.changes).toEqual([]);
    expect(differingTables(store.rows(), start)).toEqual([]);
    const words = await take(store, fileOf(twin()));
    expect(words.adds).toMatchObject({ sources: 1, passages: 1, memories: 0 });
  });

  it("[M9] leaves out an answer that quotes what was forgotten here", async () => {
    const store = await storeOf({
      sources: [aSource({ status: "forgotten" })],
      passages: [aPassage({ status: "forgotten" })],
    });
    const talk = {
      ...here(),
      sources: [aSource(), aSource({ id: "s2" })],
      passages: [aPassage(), aPassage({ id: "p2", sourceId: "s2" })],
      chats: [aChat({ sourceId: "s2" })],
      turns: [aTurn({ passageId: "p2", answer: anAnswer() })],
    };
    await take(store, fileOf(talk));
    expect(await store.get("turns", "t1")).toEqual(aTurn({ passageId: "p2" }));
  });

  it("[M10] is one cause with one page in the diary, and undone whole", async () => {
    const store = await storeOf({ ...twin(), memories: [{ ...twin().memories[0], text: "Kept here." } as never] });
    const start = store.rows();
    await take(store);
    expect(await store.get("passes", "i1")).toMatchObject({
      kind: "import",
      lines: [
        {
          id: "i1",
          text: "Added 4 memories, 2 passages, 2 sources and 1 conversation.",
          detail: "1 thing was known already.",
        },
      ],
    });
    const plan = await planUndo(store, "i1");
    if ("refused" in plan) throw new Error(plan.refused);
    await store.commit(undoCause("i1", "x"), () => plan);
    expect(differingTables(store.rows(), start)).toEqual(["passes"]);
    expect(await store.get("passes", "i1")).toMatchObject({ undone: true, lines: [{ undone: true }] });
    expect((await planImport(whole(), store)).adds.memories).toBe(4);
  });

  it("[M4] is refused where the file has other words for a passage that is here", async () => {
    const store = await storeOf(here());
    const other = fileOf({
      ...here(),
      passages: [aPassage({ text: "The spare key is under the green pot, though." })],
    });
    await expect(planImport(other, store)).rejects.toThrow("holds other words");
  });

  it("[I6] trusts nothing above the source it stands in here", async () => {
    const store = await storeOf({ ...here(), sources: [aSource({ trust: "web" })], memories: [] });
    await take(store, fileOf(here()));
    expect((await store.get("memories", "m1"))?.trust).toBe("web");
  });

  it("goes on with a source that was not read to its end, and with a chat", async () => {
    const store = await storeOf({ sources: [aSource({ status: "adding" })], chats: [aChat({ title: "Old" })] });
    await take(store, fileOf({ sources: [aSource()], chats: [aChat({ title: "New", lastAt: 9 })] }));
    expect(await store.get("sources", "s1")).toEqual(aSource());
    expect(await store.get("chats", "c1")).toEqual(aChat({ title: "New", lastAt: 9 }));
  });
});
