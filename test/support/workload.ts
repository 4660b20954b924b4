import fc from "fast-check";
import { joinEvidence } from "../../src/memory/graph/evidence";
import { leastTrust } from "../../src/memory/graph/leastTrust";
import { makeChange } from "../../src/memory/graph/makeChange";
import { squashDiffs } from "../../src/memory/graph/squashDiffs";
import type { Cause, Change, Evidence, GraphDiff, Memory, Source, Trust } from "../../src/memory/model";
import type { Store } from "../../src/memory/ports";
import { aChat, aLink, aMemory, aPass, aPassage, aSource, aTurn } from "./rows";

/** One thing that happens to a memory; numbers pick among what is there. */
export type Action =
  | { do: "tell"; says: number }
  | { do: "addFile"; says: number[]; trust: Trust }
  | { do: "end"; pick: number }
  | { do: "fold"; pick: number; other: number }
  | { do: "insight"; picks: number[] }
  | { do: "forgetSource"; pick: number };

const pick = fc.nat({ max: 20 });
const says = fc.nat({ max: 5 });

/** A life of a memory in which a few statements come again and again, so that later causes touch what earlier ones made. */
export const anyActions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("tell" as const), says }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("addFile" as const),
        says: fc.uniqueArray(says, { minLength: 1, maxLength: 3 }),
        trust: fc.constantFrom<Trust>("document", "web"),
      }),
    },
    fc.record({ do: fc.constant("end" as const), pick }),
    fc.record({ do: fc.constant("fold" as const), pick, other: pick }),
    fc.record({ do: fc.constant("insight" as const), picks: fc.array(pick, { minLength: 2, maxLength: 3 }) }),
    fc.record({ do: fc.constant("forgetSource" as const), pick }),
  ),
  { minLength: 1, maxLength: 12 },
);

/** Does one action, as cause `id`; null where there was nothing to do it to. */
export async function act(store: Store, action: Action, id: string): Promise<string | null> {
  const said = action.do === "tell" ? await say(store, action.says, id) : null;
  const ops = await store.commit(causeOf(action, id), async () => plan(store, action, id));
  return ops.length > 0 || said ? id : null;
}

function causeOf(action: Action, id: string): Cause {
  if (action.do === "tell") return { kind: "learn", id };
  if (action.do === "addFile") return { kind: "file", id };
  if (action.do === "forgetSource") return { kind: "forget", id };
  return { kind: action.do === "end" ? "edit" : "reflection", id };
}

/** Stores a turn, in a chat of its own. */
async function say(store: Store, what: number, id: string): Promise<boolean> {
  const passage = aPassage({ id: `p-${id}`, sourceId: `s-${id}`, text: `Statement ${what}.` });
  await store.commit({ kind: "say", id }, () => ({
    changes: [
      makeChange("sources", null, aSource({ id: `s-${id}` })),
      makeChange("chats", null, aChat({ id: `chat-${id}`, sourceId: `s-${id}` })),
      makeChange("passages", null, passage),
      makeChange("turns", null, aTurn({ id, chatId: `chat-${id}`, passageId: passage.id })),
    ],
  }));
  return true;
}

async function plan(store: Store, action: Action, id: string): Promise<GraphDiff> {
  const memories = await store.all("memories");
  const believed = memories.filter((memory) => memory.status === "current");
  const nth = (place: number) => believed[place % Math.max(1, believed.length)];
  switch (action.do) {
    case "tell":
      return { changes: [await learn(store, `p-${id}`, action.says, aSource())] };
    case "addFile":
      return addFile(store, action.says, action.trust, id);
    case "end": {
      const memory = nth(action.pick);
      return { changes: memory ? [makeChange("memories", memory, { ...memory, status: "past", validTo: 5 })] : [] };
    }
    case "fold":
      return fold(nth(action.pick), nth(action.other), id);
    case "insight":
      return insight([...new Set(action.picks.map(nth))], id);
    case "forgetSource": {
      const sources = (await store.all("sources")).filter((source) => source.status === "live");
      const source = sources[action.pick % Math.max(1, sources.length)];
      return source ? forget(store, source) : { changes: [] };
    }
  }
}

/** Adds the statement, or adds its evidence to the memory that says it. */
async function learn(store: Store, passageId: string, what: number, source: Source): Promise<Change> {
  const text = `Statement ${what}.`;
  const evidence = [{ passageId, start: 0, end: text.length }] as Evidence[];
  const known = (await store.memoriesByTextKey([`k${what}`])).find(
    (memory) => memory.trust === source.trust && memory.status === "current",
  );
  if (!known) {
    const memory = aMemory({ id: `m-${passageId}`, text, textKey: `k${what}`, evidence, trust: source.trust });
    return makeChange("memories", null, memory, memory.id);
  }
  const strength = Math.min(1, known.strength + 0.125);
  return makeChange(
    "memories",
    known,
    { ...known, evidence: joinEvidence(known.evidence, evidence), strength },
    known.id,
  );
}

async function addFile(store: Store, statements: readonly number[], trust: Trust, id: string): Promise<GraphDiff> {
  const source = aSource({ id: `f-${id}`, kind: "file", trust, contentHash: id });
  const parts: Change[] = [makeChange("sources", null, source)];
  for (const [ordinal, what] of statements.entries()) {
    const passage = aPassage({ id: `p-${id}-${ordinal}`, sourceId: source.id, ordinal, text: `Statement ${what}.` });
    parts.push(makeChange("passages", null, passage), await learn(store, passage.id, what, source));
  }
  const pass = aPass({ id, kind: "file", lines: [{ id: "all", text: "", detail: "", memoryId: null, undone: false }] });
  return { changes: [...parts, makeChange("passes", null, pass)] };
}

function fold(kept: Memory | undefined, other: Memory | undefined, id: string): GraphDiff {
  if (!kept || !other || kept.id === other.id) return { changes: [] };
  // A circle of derivation: what a memory is derived from cannot be folded into it here.
  if (kept.derivedFrom.length + other.derivedFrom.length > 0) return { changes: [] };
  if (kept.trust !== other.trust) return { changes: [] };
  const after = { ...kept, evidence: joinEvidence(kept.evidence, other.evidence) };
  const line = { id: "fold", text: "", detail: "", memoryId: kept.id, undone: false };
  return {
    changes: [
      makeChange("memories", kept, after, "fold"),
      makeChange("memories", other, { ...other, status: "archived", replacedBy: kept.id }, "fold"),
      makeChange("links", null, linkOf(`l-${id}`, [kept, other]), "fold"),
      makeChange("passes", null, aPass({ id, lines: [line] })),
    ],
  };
}

function insight(members: readonly (Memory | undefined)[], id: string): GraphDiff {
  const found = members.filter((memory) => memory !== undefined);
  if (found.length < 2) return { changes: [] };
  const memory = aMemory({
    id: `i-${id}`,
    kind: "insight",
    textKey: `i-${id}`,
    evidence: [],
    derivedFrom: found.map((each) => each.id),
    trust: leastTrust(["derived", ...found.map((each) => each.trust)]),
  });
  const lines = ["one", "two"].map((line) => ({ id: line, text: "", detail: "", memoryId: null, undone: false }));
  return {
    changes: [
      makeChange("memories", null, memory, "one"),
      makeChange("links", null, linkOf(`l-${id}`, [memory, ...found]), "two"),
      makeChange("passes", null, aPass({ id, lines })),
    ],
  };
}

function linkOf(id: string, memories: readonly Memory[]) {
  return aLink({ id, members: memories.map((memory) => ({ memoryId: memory.id, role: "" })) });
}

async function forget(store: Store, source: Source): Promise<GraphDiff> {
  const passages = (await store.passagesOf(source.id)).filter((passage) => passage.status === "live");
  const withheld = new Set(passages.map((passage) => passage.id));
  const steps: GraphDiff[] = [
    { changes: [makeChange("sources", source, { ...source, status: "forgotten" })] },
    { changes: passages.map((passage) => makeChange("passages", passage, { ...passage, status: "forgotten" })) },
  ];
  const memories = new Map((await store.all("memories")).map((memory) => [memory.id, memory]));
  const live = new Set(
    (await store.all("passages"))
      .filter((each) => each.status === "live" && !withheld.has(each.id))
      .map((each) => each.id),
  );
  for (let open = true; open; ) {
    open = false;
    for (const memory of memories.values()) {
      const held =
        memory.evidence.some((each) => live.has(each.passageId)) ||
        memory.derivedFrom.some(
          (parent) => (memories as ReadonlyMap<string, Memory>).get(parent)?.status !== "forgotten",
        );
      if (held || memory.status === "forgotten") continue;
      const after: Memory = { ...memory, status: "forgotten" };
      steps.push({ changes: [makeChange("memories", memory, after)] });
      memories.set(memory.id, after);
      open = true;
    }
  }
  return squashDiffs(steps);
}
