import { consolidate, keysOf } from "../../memory/consolidate/consolidate";
import { encode } from "../../memory/encode/encode";
import { makeChange } from "../../memory/graph/makeChange";
import type { Change, Passage, Source, TurnId } from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";

export interface LearningDeps {
  store: Store;
  clock: Clock;
  ids: Ids;
}

/** Encode and consolidate: what passages say becomes memories, or evidence for known ones. */
export function createLearning({ store, clock, ids }: LearningDeps) {
  /** The changes that learning from passages of one source makes, to be committed together with whatever stored them. */
  async function learn(rows: Store, source: Source, passages: readonly Passage[]): Promise<Change[]> {
    const candidates = passages.flatMap((passage) => encode(passage, { ids }));
    if (candidates.length === 0) return [];
    const { textKeys, memoryIds } = keysOf(candidates, ids);
    const [sayingIt, sameId] = await Promise.all([
      rows.memoriesByTextKey(textKeys),
      rows.getMany("memories", memoryIds),
    ]);
    const known = new Map([...sayingIt, ...sameId.filter((each) => each !== undefined)].map((each) => [each.id, each]));
    const validFrom = passages[0]?.saidAt ?? null;
    const context = { known: [...known.values()], ids, trust: source.trust, now: clock.now(), validFrom };
    return consolidate(candidates, context).changes;
  }

  /** Learns from a stored turn, once: a turn that is marked as learned changes nothing. */
  async function learnTurn(turnId: TurnId): Promise<void> {
    await store.commit({ kind: "learn", id: turnId }, async (rows) => {
      const turn = await rows.get("turns", turnId);
      if (!turn || turn.learned) return { changes: [] };
      const passage = await rows.get("passages", turn.passageId);
      const source = passage && (await rows.get("sources", passage.sourceId));
      const learned = passage?.status === "live" && source ? await learn(rows, source, [passage]) : [];
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
