import { beforeEach, describe, expect, it } from "vitest";
import { causeChain, undoCause } from "../../../src/memory/graph/causeChain";
import { makeChange } from "../../../src/memory/graph/makeChange";
import { planUndo, undoneEntries } from "../../../src/memory/graph/planUndo";
import type { Cause, Change, Evidence, Memory } from "../../../src/memory/model";
import { createMemoryStore, type MemoryStore } from "../../support/memoryStore";
import { aChat, aLink, aMemory, aPass, aPassage, aSource, aTurn } from "../../support/rows";

let store: MemoryStore;
beforeEach(async () => {
  store = createMemoryStore();
  await put("say", "t1", [
    makeChange("sources", null, aSource()),
    makeChange("chats", null, aChat()),
    makeChange("turns", null, aTurn()),
    makeChange("passages", null, aPassage()),
    makeChange("passages", null, aPassage({ id: "p2", ordinal: 1 })),
  ]);
});

const put = (kind: Cause["kind"], id: string, changes: Change[]) => store.commit({ kind, id }, () => ({ changes }));
const at = (passageId: string): Evidence => ({ passageId, start: 0, end: 36 }) as Evidence;
const edit = async (kind: Cause["kind"], id: string, fields: Partial<Memory>, memoryId = "m1") => {
  const before = (await store.get("memories", memoryId)) ?? null;
  return put(kind, id, [makeChange("memories", before, { ...(before as Memory), ...fields }, memoryId)]);
};
const memory = () => store.get("memories", "m1");
let tokens = 0;
async function undo(causeId: string, entry: string | null = null): Promise<string> {
  const plan = await planUndo(store, causeId, entry);
  if ("refused" in plan) return plan.refused;
  const cause = undoCause(causeId, `${++tokens}`);
  await store.commit(cause, () => plan);
  return cause.id;
}

describe("Undo of one cause", () => {
  it("[O2] names what it undid, through any number of undos", () => {
    const undone = undoCause("t1", "x");
    expect(undone).toEqual({ kind: "undo", id: "undo:x:t1" });
    expect(causeChain(undoCause(undone.id, "y").id)).toEqual(["undo:y:undo:x:t1", "undo:x:t1", "t1"]);
    expect(causeChain("plain:id")).toEqual(["plain:id"]);
  });

  it("[O3] puts a row back exactly as it was", async () => {
    await put("edit", "e", [makeChange("sources", aSource(), aSource({ title: "New" }))]);
    await undo("e");
    expect(await store.get("sources", "s1")).toEqual(aSource());
  });

  it("[O4] puts back what nobody touched since and leaves what was changed later", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory())]);
    await edit("edit", "e", { strength: 0.9, kind: "preference" });
    await edit("edit", "later", { strength: 0.2 });
    await undo("e");
    expect(await memory()).toMatchObject({ strength: 0.2, kind: "fact" });
  });

  it("[O4] puts a status and its times back together or not at all", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory())]);
    await edit("edit", "ended", { status: "past", validTo: 7 });
    await edit("forget", "gone", { status: "forgotten" });
    expect(await undo("ended")).toContain("changed again since");
    expect(await memory()).toMatchObject({ status: "forgotten", validTo: 7 });
    await undo("gone");
    await undo("ended");
    expect(await memory()).toEqual(aMemory());
  });

  it("[O4] stops at what another cause did between two steps of this one", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory())]);
    await edit("reflection", "r", { strength: 0.6 });
    await edit("edit", "other", { strength: 0.7 });
    await edit("reflection", "r", { strength: 0.8 });
    await undo("r");
    expect((await memory())?.strength).toBe(0.7);
  });

  it("[O5] takes out the evidence it brought in and keeps what came later", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory())]);
    await edit("learn", "t2", { evidence: [at("p1"), at("p2")], strength: 0.6 });
    await put("say", "t3", [makeChange("passages", null, aPassage({ id: "p3", ordinal: 2 }))]);
    await edit("learn", "t3", { evidence: [at("p1"), at("p2"), at("p3")], strength: 0.7 });
    await undo("t2");
    expect(await memory()).toMatchObject({ evidence: [at("p1"), at("p3")], strength: 0.7 });
  });

  it("[O6] leaves a memory that later turns also support, without this turn's evidence", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory(), "m1")]);
    await edit("learn", "t2", { evidence: [at("p1"), at("p2")] });
    await undo("t1", "m1");
    expect((await memory())?.evidence).toEqual([at("p2")]);
    expect(undoneEntries(await store.opsOfCause("t1"), "t1")).toEqual(new Set(["m1"]));
    expect(undoneEntries(await store.opsOfCause("t2"), "t2")).toEqual(new Set());
    await undo("t2");
    expect(await memory()).toBeUndefined();
  });

  it("[O7] of an undo brings everything back, and can itself be undone", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory(), "m1")]);
    const undone = await undo("t1");
    expect(await memory()).toBeUndefined();
    expect(undoneEntries(await store.opsOfCause("t1"), "t1")).toEqual(new Set(["m1"]));
    await undo(undone);
    expect(await memory()).toEqual(aMemory());
    expect(undoneEntries(await store.opsOfCause("t1"), "t1")).toEqual(new Set());
    await undo("t1");
    expect(await memory()).toBeUndefined();
  });

  it("[O8] does nothing a second time", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory())]);
    await undo("t1");
    const rev = store.rev;
    await undo("t1");
    expect(store.rev).toBe(rev);
  });

  it("[O8] of a partly undone cause undoes the rest", async () => {
    const other = aMemory({ id: "m2", textKey: "k2" });
    await put("learn", "t1", [
      makeChange("memories", null, aMemory(), "m1"),
      makeChange("memories", null, other, "m2"),
    ]);
    await undo("t1", "m1");
    expect((await store.all("memories")).map((row) => row.id)).toEqual(["m2"]);
    await undo("t1");
    expect(await store.all("memories")).toEqual([]);
  });

  it("[O9] is refused where later memories rest on what would go", async () => {
    await put("file", "f", [
      makeChange("sources", null, aSource({ id: "s2" })),
      makeChange("passages", null, aPassage({ id: "p9", sourceId: "s2" })),
    ]);
    await put("learn", "t1", [makeChange("memories", null, aMemory({ evidence: [at("p9")] }))]);
    expect(await undo("f")).toBe("A later memory rests on this. Undo what made it first.");
    expect(await store.get("passages", "p9")).toBeDefined();
    await undo("t1");
    await undo("f");
    expect(await store.get("sources", "s2")).toBeUndefined();
  });

  it("[O9] is refused where a conversation was gone on with", async () => {
    await put("import", "i", [
      makeChange("sources", null, aSource({ id: "s2" })),
      makeChange("chats", null, aChat({ id: "c2", sourceId: "s2" })),
    ]);
    await put("say", "t9", [
      makeChange("passages", null, aPassage({ id: "p9", sourceId: "s2" })),
      makeChange("turns", null, aTurn({ id: "t9", chatId: "c2", passageId: "p9" })),
    ]);
    expect(await undo("i")).toContain("conversation");
  });

  it("[O9] of a forgetting is refused while the source is forgotten by another wish", async () => {
    await put("forget", "one", [makeChange("passages", aPassage(), aPassage({ status: "forgotten" }))]);
    await put("forget", "all", [
      makeChange("sources", aSource(), aSource({ status: "forgotten" })),
      makeChange(
        "passages",
        aPassage({ id: "p2", ordinal: 1 }),
        aPassage({ id: "p2", ordinal: 1, status: "forgotten" }),
      ),
    ]);
    expect(await undo("one")).toBe("Its source was forgotten since. Undo that first.");
  });

  it("[O10] keeps the mark of what was forgotten since", async () => {
    const source = aSource({ id: "s2", contentHash: "h" });
    await put("file", "f", [makeChange("sources", null, source)]);
    await put("forget", "w", [makeChange("sources", source, { ...source, status: "forgotten" })]);
    expect(await undo("f")).toContain("forgotten since");
    expect((await store.get("sources", "s2"))?.status).toBe("forgotten");
  });

  it("[O11] of what a turn taught leaves the turn and its words", async () => {
    await put("learn", "t1", [
      makeChange("memories", null, aMemory()),
      makeChange("turns", aTurn(), aTurn({ learned: true })),
    ]);
    await undo("t1");
    expect(await memory()).toBeUndefined();
    expect(await store.get("turns", "t1")).toEqual(aTurn({ learned: true }));
    expect(await store.get("passages", "p1")).toEqual(aPassage());
  });

  it("[O11] of a file takes its source, passages and memories", async () => {
    const pass = aPass({ id: "f", kind: "file" });
    await put("file", "f", [
      makeChange("sources", null, aSource({ id: "s2" })),
      makeChange("passes", null, pass),
      makeChange("passages", null, aPassage({ id: "p9", sourceId: "s2" })),
    ]);
    await put("file", "f", [makeChange("memories", null, aMemory({ evidence: [at("p9")] }))]);
    await undo("f");
    expect(await store.get("sources", "s2")).toBeUndefined();
    expect(await store.get("passages", "p9")).toBeUndefined();
    expect(await memory()).toBeUndefined();
    expect(await store.get("passes", "f")).toEqual({ ...pass, undone: true });
  });

  it("[O11] finds nothing to undo in what was only said, or in what never was", async () => {
    expect(await undo("t1")).toBe("There is nothing here to undo.");
    expect(await undo("none")).toBe("There is nothing here to undo.");
  });

  it("[O12] marks the line and the pass in the diary, and takes the marks off again", async () => {
    const lines = ["a", "b"].map((id) => ({ id, text: "", detail: "", memoryId: null, undone: false }));
    await put("learn", "t1", [
      makeChange("memories", null, aMemory()),
      makeChange("memories", null, aMemory({ id: "m2" })),
    ]);
    await put("reflection", "r", [
      makeChange("memories", aMemory(), aMemory({ strength: 1 }), "a"),
      makeChange("memories", aMemory({ id: "m2" }), aMemory({ id: "m2", strength: 1 }), "b"),
      makeChange("passes", null, aPass({ id: "r", lines })),
    ]);
    const marks = async () => {
      const pass = await store.get("passes", "r");
      return [...(pass?.lines.map((line) => line.undone) ?? []), pass?.undone];
    };
    const first = await undo("r", "a");
    expect(await marks()).toEqual([true, false, false]);
    const second = await undo("r", "b");
    expect(await marks()).toEqual([true, true, true]);
    await undo(first);
    expect(await marks()).toEqual([false, true, false]);
    await undo(second);
    expect(await marks()).toEqual([false, false, false]);
    expect(await memory()).toEqual(aMemory({ strength: 1 }));
    await undo("r");
    expect(await marks()).toEqual([true, true, true]);
  });

  it("[O9] takes the members that go out of later links, and links with fewer than two", async () => {
    await put("learn", "t1", [makeChange("memories", null, aMemory())]);
    await put("learn", "t2", [
      makeChange("memories", null, aMemory({ id: "m2" })),
      makeChange("memories", null, aMemory({ id: "m3" })),
    ]);
    const members = ["m1", "m2", "m3"].map((memoryId) => ({ memoryId, role: "" }));
    await put("reflection", "r", [
      makeChange("links", null, aLink({ members })),
      makeChange("links", null, aLink({ id: "l2", members: members.slice(0, 2) })),
    ]);
    const undone = await undo("t1");
    expect((await store.get("links", "l1"))?.members).toEqual(members.slice(1));
    expect(await store.get("links", "l2")).toBeUndefined();
    await undo(undone);
    expect((await store.get("links", "l1"))?.members).toEqual(members);
    expect((await store.get("links", "l2"))?.members).toEqual(members.slice(0, 2));
  });

  it("[O9] takes what goes out of later insights, and with it those that quote it or rest on fewer than two", async () => {
    const told = (n: number) =>
      makeChange("memories", null, aMemory({ id: `m${n}`, textKey: `k${n}`, text: `Bed ${n}` }));
    await put("learn", "t1", [told(1)]);
    await put("learn", "t2", [told(2), told(3)]);
    const insight = (id: string, text: string, derivedFrom: string[]) =>
      makeChange("memories", null, aMemory({ id, textKey: id, text, kind: "insight", evidence: [], derivedFrom }), id);
    await put("reflection", "r", [
      insight("i1", "All beds, around “Bed 2”", ["m1", "m2", "m3"]),
      insight("i2", "All beds, around “Bed 1”", ["m1", "m2", "m3"]),
      insight("i3", "Two beds", ["m1", "m2"]),
    ]);
    const before = await store.all("memories");
    const undone = await undo("t1");
    expect((await store.get("memories", "i1"))?.derivedFrom).toEqual(["m2", "m3"]);
    expect(await store.get("memories", "i2")).toBeUndefined();
    expect(await store.get("memories", "i3")).toBeUndefined();
    await undo(undone);
    expect(await store.all("memories")).toEqual(before);
  });

  it("[I6] never leaves a memory trusted above what it then rests on", async () => {
    const web = [
      makeChange("sources", null, aSource({ id: "s2", trust: "web" })),
      makeChange("passages", null, aPassage({ id: "p9", sourceId: "s2" })),
    ];
    await put("file", "f", web);
    await put("learn", "t1", [makeChange("memories", null, aMemory({ evidence: [at("p1"), at("p9")], trust: "web" }))]);
    await edit("edit", "e", { evidence: [at("p1")] });
    await edit("edit", "later", { trust: "user" });
    await undo("e");
    expect(await memory()).toMatchObject({ evidence: [at("p1"), at("p9")], trust: "web" });
  });
});
