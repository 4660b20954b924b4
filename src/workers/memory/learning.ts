import { consolidate, keysOf } from "../../memory/consolidate/consolidate";
import { findFolded } from "../../memory/consolidate/findFolded";
import type { Repeated } from "../../memory/consolidate/judgeRepeats";
import { type Candidate, encode } from "../../memory/encode/encode";
import { makeChange } from "../../memory/graph/makeChange";
import type { Change, Memory, Passage, Source, TurnId } from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";
import type { Judging } from "./judging";

export interface LearningDeps {
  store: Store;
  clock: Clock;
  ids: Ids;
  judging: Judging;
}

/** A passage that is live, and its source. */
interface Told {
  passage: Passage;
  source: Source;
}

/** Encode and consolidate: what passages say becomes memories, or evidence for known ones. */
export function createLearning({ store, clock, ids, judging }: LearningDeps) {
  /** What candidates are held against, `repeated` included; once each. */
  async function knownTo(
    rows: Store,
    candidates: readonly Candidate[],
    repeated: readonly Repeated[] = [],
  ): Promise<Memory[]> {
    const { textKeys, memoryIds } = keysOf(candidates, ids);
    const [sayingIt, sameId] = await Promise.all([
      rows.memoriesByTextKey(textKeys),
      rows.getMany("memories", [...memoryIds, ...repeated.map(({ id }) => id)]),
    ]);
    const covering = sayingIt.flatMap(({ status, replacedBy }) => (status === "archived" ? (replacedBy ?? []) : []));
    const covers = await rows.getMany("memories", covering);
    const found = [...sayingIt, ...sameId, ...covers].filter((each) => each !== undefined);
    return [...new Map(found.map((each) => [each.id, each])).values()];
  }

  /** What the judge takes for a repeat. Words that are kept as one already need no judge. */
  async function judged({ passage, source: { trust } }: Told): Promise<ReadonlyMap<string, Repeated>> {
    const candidates = encode(passage, { ids });
    const folded = findFolded(await knownTo(store, candidates), trust);
    return judging.repeats(
      candidates.filter(({ textKey }) => !folded.has(textKey)),
      trust,
    );
  }

  /**
   * The changes that learning from passages of one source makes, to be committed together with whatever stored them. `repeats`
   * is what the judge said of them; files come without, since eight pairs a sentence would take minutes.
   */
  async function learn(
    rows: Store,
    source: Source,
    passages: readonly Passage[],
    repeats: ReadonlyMap<string, Repeated> = new Map(),
  ): Promise<Change[]> {
    const candidates = passages.flatMap((passage) => encode(passage, { ids }));
    if (candidates.length === 0) return [];
    const known = await knownTo(rows, candidates, [...repeats.values()]);
    const validFrom = passages[0]?.saidAt ?? null;
    const context = { known, ids, trust: source.trust, now: clock.now(), validFrom, repeats };
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
    const repeats = before.told ? await judged(before.told) : undefined;
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
