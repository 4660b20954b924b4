import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../src/memory/graph/checkInvariants";
import { checkLog } from "../../src/memory/graph/checkLog";
import type { GraphRows } from "../../src/memory/graph/GraphRows";
import type { Memory, PassId } from "../../src/memory/model";
import { exportRows } from "../../src/storage/exportRows";
import type { MemoryFile } from "../../src/storage/memoryFile";
import { planImport } from "../../src/storage/planImport";
import { readMemoryFile } from "../../src/storage/readMemoryFile";
import { writeMemoryFile } from "../../src/storage/writeMemoryFile";
import { createMemoryStore, type MemoryStore } from "../support/memoryStore";
import { type Action, act, anyActions } from "../support/workload";

const runs = { numRuns: process.env.CAIRN_SOAK ? 3000 : 100 };

async function live(store: MemoryStore, actions: readonly Action[], name: string): Promise<MemoryStore> {
  for (const [place, action] of actions.entries()) await act(store, action, `${name}${place}`);
  return store;
}

let imports = 0;
async function take(store: MemoryStore, file: MemoryFile): Promise<void> {
  const id = `i${++imports}` as PassId;
  const { diff } = await planImport(file, store, { id, at: 0 });
  await store.commit({ kind: "import", id }, () => diff);
  expect(checkInvariants(store.rows())).toEqual([]);
}

/** Two memories that went apart from a common one, as files. */
async function filesOf(common: readonly Action[], left: readonly Action[], right: readonly Action[]) {
  const branch = async (actions: readonly Action[], name: string) => {
    const store = await live(createMemoryStore(), common, "c");
    return exportRows((await live(store, actions, name)).rows());
  };
  return [await branch(left, "a"), await branch(right, "b")] as const;
}

/** What is held, with statements that are believed now known by their words: which twin keeps its id depends on who came first. */
function meaningOf(rows: GraphRows) {
  const named = (memory: Memory | undefined) =>
    memory?.status === "current" ? `${memory.trust} ${memory.textKey}` : (memory?.id ?? "none");
  const name = (id: string) => named(rows.memories.get(id));
  const memories = [...rows.memories.values()].map((memory) => ({
    name: named(memory),
    status: memory.status,
    evidence: memory.evidence,
    derivedFrom: [...new Set(memory.derivedFrom.map(name))].sort(),
    strength: memory.strength,
    validTo: memory.validTo,
    replacedBy: memory.replacedBy && name(memory.replacedBy),
  }));
  const links = [...rows.links.values()].map((link) => ({
    id: link.id,
    members: [...new Set(link.members.map((member) => name(member.memoryId)))].sort(),
  }));
  const sorted = <T>(list: T[]) => list.map((each) => JSON.stringify(each)).sort();
  const { sources, passages, chats, turns } = rows;
  const plain = [sources, passages, chats, turns].map((table) => sorted([...table.values()]));
  return { memories: sorted(memories), links: sorted(links), plain };
}

/** Two devices folded one pair in opposite directions. */
const FOLDED_BOTH_WAYS: [Action[], Action[], Action[]] = [
  [0, 1].map((says) => ({ do: "tell", says })),
  [{ do: "fold", pick: 0, other: 1 }],
  [{ do: "fold", pick: 1, other: 0 }],
];
/** Two devices folded one memory into two that say different things, one of which the other device knows by another id. */
const FOLDED_APART: [Action[], Action[], Action[]] = [
  [
    { do: "addFile", says: [0, 1], trust: "document" },
    { do: "tell", says: 0 },
    { do: "tell", says: 3 },
    { do: "addFile", says: [0, 2, 1], trust: "web" },
    { do: "end", pick: 1 },
    { do: "tell", says: 3 },
  ],
  [
    { do: "tell", says: 2 },
    { do: "addFile", says: [1, 2], trust: "document" },
    { do: "forgetSource", pick: 4 },
    { do: "tell", says: 0 },
    { do: "tell", says: 1 },
    { do: "fold", pick: 14, other: 16 },
  ],
  [
    { do: "addFile", says: [1], trust: "document" },
    { do: "tell", says: 4 },
    { do: "fold", pick: 11, other: 4 },
    { do: "end", pick: 0 },
  ],
];

describe("Memory files of any memory", () => {
  it("[M3] exported, imported and exported again are the same bytes", async () => {
    await fc.assert(
      fc.asyncProperty(anyActions, async (actions) => {
        const bytes = writeMemoryFile((await live(createMemoryStore(), actions, "c")).rows());
        const store = createMemoryStore();
        await take(store, readMemoryFile(bytes));
        expect(writeMemoryFile(store.rows())).toEqual(bytes);
        expect(checkLog(await store.opsSince(0), store.rows(), store.rev)).toEqual([]);
      }),
      runs,
    );
  });

  it("[M7] add nothing the second time, into any memory", async () => {
    await fc.assert(
      fc.asyncProperty(anyActions, anyActions, anyActions, async (common, left, right) => {
        const [file] = await filesOf(common, left, []);
        const store = await live(await live(createMemoryStore(), common, "c"), right, "b");
        await take(store, file);
        expect((await planImport(file, store)).diff.changes).toEqual([]);
      }),
      { ...runs, examples: [FOLDED_BOTH_WAYS, FOLDED_APART] },
    );
  });

  it("[M8] come to the same in whichever order they are imported", async () => {
    await fc.assert(
      fc.asyncProperty(anyActions, anyActions, anyActions, async (common, left, right) => {
        const files = await filesOf(common, left, right);
        const one = createMemoryStore();
        for (const file of files) await take(one, file);
        const other = createMemoryStore();
        for (const file of files.toReversed()) await take(other, file);
        expect(meaningOf(one.rows())).toEqual(meaningOf(other.rows()));
      }),
      { ...runs, examples: [FOLDED_BOTH_WAYS, FOLDED_APART] },
    );
  });
});
