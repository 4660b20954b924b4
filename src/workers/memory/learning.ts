import { consolidate, keysOf } from "../../memory/consolidate/consolidate";
import { encode } from "../../memory/encode/encode";
import { makeChange } from "../../memory/graph/makeChange";
import type { Change, MemoryId, Passage, Source, TurnId } from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";
import type { Judging } from "./judging";

export interface LearningDeps {
  store: Store;
  clock: Clock;
  ids: Ids;
  judging: Judging;
}

/** Encode and consolidate: what passages say becomes memories, or evidence for known ones. */
export function createLearning({ store, clock, ids, judging }: LearningDeps) {
  /**
   * The changes that learning from passages of one source makes, to be committed together with whatever stored them. `repeats`
   * is what the judge said of them; files come without, since eight pairs a sentence would take minutes.
   */
  async function learn(
    rows: Store,
    source: Source,
    passages: readonly Passage[],
    repeats: ReadonlyMap<string, MemoryId> = new Map(),
  ): Promise<Change[]> {
    const candidates = passages.flatMap((passage) => encode(passage, { ids }));
    if (candidates.length === 0) return [];
    const { textKeys, memoryIds } = keysOf(candidates, ids);
    const [sayingIt, sameId] = await Promise.all([
      rows.memoriesByTextKey(textKeys),
      rows.getMany("memories", [...new Set([...memoryIds, ...repeats.values()])]),
    ]);
    const known = new Map([...sayingIt, ...sameId.filter((each) => each !== undefined)].map((each) => [each.id, each]));
    const validFrom = passages[0]?.saidAt ?? null;
    const context = { known: [...known.values()], ids, trust: source.trust, now: clock.now(), validFrom, repeats };
    return consolidate(candidates, context).changes;
  }

  /** A turn that is still to be learned from, with its passage where that is live. */
  async function unlearned(rows: Store, turnId: TurnId) {
    const turn = await rows.get("turns", turnId);
    if (!turn || turn.learned) return null;
    const passage = await rows.get("passages", turn.passageId);
    const source = passage && (await rows.get("sources", passage.sourceId));
    return { turn, told: passage?.status === "live" && source ? { passage, source } : null };
  }

  /** Learns from a stored turn, once: a turn that is marked as learned changes nothing. */
  async function learnTurn(turnId: TurnId): Promise<void> {
    const before = await unlearned(store, turnId);
    if (!before) return;
    // Before the commit: the write lock is not held while a network thinks.
    const repeats = before.told
      ? await judging.repeats(encode(before.told.passage, { ids }), before.told.source.trust)
      : undefined;
    await store.commit({ kind: "learn", id: turnId }, async (rows) => {
      const now = await unlearned(rows, turnId);
      if (!now) return { changes: [] };
      const { turn, told } = now;
      const learned = told ? await learn(rows, told.source, [told.passage], repeats) : [];
      return { changes: [...learned, makeChange("turns", turn, { ...turn, learned: true })] };
    });
  }

  return {
    learn,
    learnTurn,
    /** Goes on with turns whose learning a crash cut off. One whose learning was undone as a whole stays undone. */
    async resume(): Promise<void> {
      for (const turn of await store.all("turns")) {
        if (turn.learned || (await store.opsOfCause(turn.id)).length > 0) continue;
        await learnTurn(turn.id);
      }
    },
  };
}
