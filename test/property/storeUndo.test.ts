import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { undoCause } from "../../src/memory/graph/causeChain";
import { checkInvariants } from "../../src/memory/graph/checkInvariants";
import { checkLog } from "../../src/memory/graph/checkLog";
import { differingTables } from "../../src/memory/graph/differingTables";
import type { GraphRows } from "../../src/memory/graph/GraphRows";
import { planUndo } from "../../src/memory/graph/planUndo";
import { createMemoryStore, type MemoryStore } from "../support/memoryStore";
import { type Action, act, anyActions } from "../support/workload";

let tokens = 0;

/** Undoes a cause; its undo's cause id, null where nothing was left to undo, or the reason why not. */
async function undo(store: MemoryStore, causeId: string, entry: string | null = null) {
  const cause = undoCause(causeId, `${++tokens}`);
  const plan = await planUndo(store, causeId, entry);
  if ("refused" in plan) return { refused: plan.refused };
  const ops = await store.commit(cause, () => plan);
  return ops.length > 0 ? { undone: cause.id } : { nothing: true };
}

async function live(actions: readonly Action[]): Promise<{ store: MemoryStore; causes: string[] }> {
  const store = createMemoryStore();
  const causes: string[] = [];
  for (const [place, action] of actions.entries()) {
    const cause = await act(store, action, `c${place}`);
    if (cause) causes.push(cause);
    expectSound(store);
  }
  return { store, causes };
}

function expectSound(store: MemoryStore): void {
  expect(checkInvariants(store.rows())).toEqual([]);
}

async function expectWholeLog(store: MemoryStore): Promise<void> {
  expect(checkLog(await store.opsSince(0), store.rows(), store.rev)).toEqual([]);
}

/** What was only said: the start that undoing everything leads back to. */
async function onlySaid(actions: readonly Action[]): Promise<GraphRows> {
  const store = createMemoryStore();
  for (const [place, action] of actions.entries()) {
    if (action.do !== "tell") continue;
    const only = {
      ...store,
      commit: (cause, plan) => (cause.kind === "say" ? store.commit(cause, plan) : Promise.resolve([])),
    } as MemoryStore;
    await act(only, action, `c${place}`);
  }
  return store.rows();
}

const differing = (a: GraphRows, b: GraphRows) => differingTables(a, b).filter((table) => table !== "passes");
const runs = { numRuns: process.env.CAIRN_SOAK ? 8000 : 250 };

/** A member that goes only because its passage goes left its link behind. */
const ORPHANED_LINK: [Action[], string[]] = [
  [
    { do: "forgetSource", pick: 0 },
    { do: "addFile", says: [0, 1, 2], trust: "document" },
    { do: "fold", pick: 5, other: 0 },
    { do: "insight", picks: [0, 0] },
    { do: "fold", pick: 0, other: 15 },
    { do: "addFile", says: [0], trust: "document" },
    { do: "tell", says: 0 },
    { do: "tell", says: 0 },
    { do: "addFile", says: [0], trust: "document" },
  ],
  ["c1", "c6", "c7", "c4", "c2", "c8", "c5", "c0", "c3"],
];

describe("Undo", () => {
  it("[O13] of all causes, newest first, leads back to the start in every table but ops and passes", async () => {
    await fc.assert(
      fc.asyncProperty(anyActions, async (actions) => {
        const { store, causes } = await live(actions);
        for (const cause of causes.toReversed()) {
          const result = await undo(store, cause);
          if ("refused" in result) expect(result.refused).toBe("There is nothing here to undo.");
          expectSound(store);
        }
        expect(differing(store.rows(), await onlySaid(actions))).toEqual([]);
        await expectWholeLog(store);
      }),
      runs,
    );
  });

  it("[O8] of all causes in any order, again and again, leads back to the start", async () => {
    const anyOrder = anyActions.chain((actions) =>
      fc.tuple(
        fc.constant(actions),
        fc.shuffledSubarray(
          actions.map((_, place) => `c${place}`),
          { minLength: actions.length },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyOrder, async ([actions, order]) => {
        const { store } = await live(actions);
        for (let open = true; open; ) {
          open = false;
          for (const cause of order) {
            if ("undone" in (await undo(store, cause))) open = true;
            expectSound(store);
          }
        }
        expect(differing(store.rows(), await onlySaid(actions))).toEqual([]);
      }),
      { ...runs, examples: [[ORPHANED_LINK]] },
    );
  });

  it("[O7] followed by its own undo changes nothing, and may be undone again", async () => {
    await fc.assert(
      fc.asyncProperty(anyActions, fc.nat(), async (actions, choice) => {
        const { store, causes } = await live(actions);
        const cause = causes[choice % Math.max(1, causes.length)];
        if (cause === undefined) return;
        const start = store.rows();
        const first = await undo(store, cause);
        if (!("undone" in first)) return;
        const undoneRows = store.rows();
        const redone = await undo(store, first.undone as string);
        expect(redone).toHaveProperty("undone");
        expect(differingTables(store.rows(), start)).toEqual([]);
        expect(await undo(store, cause)).toHaveProperty("undone");
        expect(differingTables(store.rows(), undoneRows)).toEqual([]);
        expectSound(store);
        await expectWholeLog(store);
      }),
      runs,
    );
  });

  it("[O9] and redo and new causes in any order never break an invariant", async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom("undo", "act", "entry"), fc.nat()), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(anyActions, anyActions, steps, async (actions, more, choices) => {
        const { store, causes } = await live(actions);
        const rest = [...more];
        for (const [what, choice] of choices) {
          const cause = causes[choice % Math.max(1, causes.length)];
          const action = what === "act" ? rest.pop() : undefined;
          if (action) {
            const id = `d${rest.length}`;
            if (await act(store, action, id)) causes.push(id);
          } else if (cause !== undefined) {
            const entries = (await store.opsOfCause(cause)).map((op) => op.entry);
            const result = await undo(
              store,
              cause,
              what === "entry" ? (entries[choice % entries.length] ?? null) : null,
            );
            if ("undone" in result) causes.push(result.undone as string);
          }
          expectSound(store);
        }
        await expectWholeLog(store);
      }),
      runs,
    );
  });

  it("[O8] of each entry in turn comes to the same as of the whole", async () => {
    await fc.assert(
      fc.asyncProperty(anyActions, async (actions) => {
        const { store, causes } = await live(actions);
        const twin = (await live(actions)).store;
        const cause = causes.at(-1);
        if (cause === undefined) return;
        const entries = [...new Set((await store.opsOfCause(cause)).map((op) => op.entry))];
        for (const entry of entries) if (entry !== null) await undo(store, cause, entry);
        await undo(store, cause);
        await undo(twin, cause);
        expect(differing(store.rows(), twin.rows())).toEqual([]);
      }),
      runs,
    );
  });
});
