import { applyDiff } from "../../src/memory/graph/applyDiff";
import { causeChain } from "../../src/memory/graph/causeChain";
import { checkDiff } from "../../src/memory/graph/checkDiff";
import { emptyRows, type GraphRows } from "../../src/memory/graph/GraphRows";
import { isSame } from "../../src/memory/graph/isSame";
import type { Memory, Op, Rows, TableName } from "../../src/memory/model";
import type { Clock, Store } from "../../src/memory/ports";
import type { CairnStore } from "../../src/storage/CairnStore";
import { createQueue } from "../../src/storage/createWriteLock";
import { InvalidDiffError } from "../../src/storage/storageErrors";

export interface MemoryStore extends CairnStore {
  /** All rows as they are, for a look from outside. */
  rows(): GraphRows;
}

/** The database as plain maps: what tests of the core run on. The contract suite holds it to what Dexie does. */
export function createMemoryStore(clock: Clock = { now: () => 0 }): MemoryStore {
  let rows = emptyRows();
  const ops: Op[] = [];
  const settings = new Map<string, string>();
  const vectors = new Map<string, Map<string, Float32Array>>();
  const alone = createQueue();

  const list = <T extends TableName>(table: T) => [...rows[table].values()] as Rows[T][];
  const byId = <R extends { id: string }>(found: R[]) => found.sort((a, b) => (a.id < b.id ? -1 : 1)).map(copy);
  const byOrdinal = <R extends { ordinal: number }>(found: R[]) =>
    found.sort((a, b) => a.ordinal - b.ordinal).map(copy);
  const memories = (keep: (memory: Memory) => boolean) => Promise.resolve(byId(list("memories").filter(keep)));
  const within = (ids: readonly string[]) => {
    const wanted = new Set(ids);
    return (id: string | null) => id !== null && wanted.has(id);
  };

  const store: MemoryStore = {
    generation: "memory",
    schemaVersion: 1,
    get rev() {
      return ops.length;
    },
    rows: () => rows,
    get: async (table, id) => copy((rows[table] as ReadonlyMap<string, never>).get(id)),
    getMany: async (table, ids) => ids.map((id) => copy((rows[table] as ReadonlyMap<string, never>).get(id))),
    all: async (table) => byId(list(table)),
    passagesOf: async (sourceId) => byOrdinal(list("passages").filter((row) => row.sourceId === sourceId)),
    turnsOf: async (chatId) => byOrdinal(list("turns").filter((row) => row.chatId === chatId)),
    memoriesByTextKey: (keys) =>
      memories((row) => within(keys)(row.textKey) && ["current", "past", "archived"].includes(row.status)),
    memoriesOfPassages: (ids) => memories((row) => row.evidence.some((each) => within(ids)(each.passageId))),
    memoriesDerivedFrom: (ids) => memories((row) => row.derivedFrom.some(within(ids))),
    memoriesReplacedBy: (ids) => memories((row) => within(ids)(row.replacedBy)),
    linksOf: async (ids) =>
      byId(list("links").filter((row) => row.members.some((member) => within(ids)(member.memoryId)))),
    opsSince: async (rev) => copy(ops.slice(rev)),
    opsOfCause: async (causeId) => copy(ops.filter((op) => causeChain(op.cause.id).includes(causeId))),
    commit: (cause, plan) =>
      alone(async () => {
        const diff = copy(await plan(store as Store));
        const broken = checkDiff(diff);
        if (broken.length > 0) throw new InvalidDiffError(broken.join(" "));
        const changes = diff.changes.filter((change) => !isSame(change.before, change.after));
        rows = applyDiff(rows, { changes });
        const added = changes.map((change, place): Op => {
          return { ...change, rev: ops.length + place + 1, at: clock.now(), cause: { ...cause } };
        });
        ops.push(...added);
        return copy(added);
      }),
    settings: async () => Object.fromEntries(settings),
    setSetting: async (key, value) => {
      settings.set(key, value);
    },
    saveVectors: async (modelId, dimension, entries) => {
      const wrong = entries.some(
        ({ vector }) => vector.length !== dimension || !(Math.abs(Math.hypot(...vector) - 1) < 1e-3),
      );
      if (wrong) throw new RangeError("Not a unit vector.");
      const held = vectors.get(modelId) ?? new Map<string, Float32Array>();
      for (const { key, vector } of entries) held.set(key, vector.slice());
      vectors.set(modelId, held);
    },
    async *loadVectors(modelId) {
      for (const [key, vector] of vectors.get(modelId) ?? []) yield { keys: [key], vectors: vector.slice() };
    },
    removeVectors: async (keys) => {
      for (const held of vectors.values()) for (const key of keys) held.delete(key);
    },
    counts: async () => ({
      ...Object.fromEntries(Object.entries(rows).map(([table, map]) => [table, map.size])),
      ops: ops.length,
      vectors: [...vectors.values()].reduce((sum, held) => sum + held.size, 0),
    }),
    catchUp: async () => undefined,
    close: () => undefined,
  };
  return store;
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
