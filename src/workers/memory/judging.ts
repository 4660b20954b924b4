import { judgeRepeats, type Repeated } from "../../memory/consolidate/judgeRepeats";
import { nearKnown } from "../../memory/consolidate/nearKnown";
import type { Candidate } from "../../memory/encode/encode";
import type { Trust } from "../../memory/model";
import type { Judge } from "../../memory/ports";
import { textToEmbed } from "../../memory/recall/memoryIndex";
import type { Indexer } from "./indexer";

/** How long learning from one message waits for the judge: what it has not come to by then goes without it, ms. */
const PATIENCE_MS = 10_000;
/** How long a judge that gave no answer at all is left alone: no message waits for it again meanwhile, ms. */
const PAUSE_MS = 60_000;

export interface JudgingDeps {
  /** Null where there is none. */
  judge: Judge | null;
  indexer: Pick<Indexer, "index" | "embedAside">;
}

/** What the judge makes of candidates, asked before anything is written: no lock is held meanwhile. */
export interface Judging {
  /**
   * For `consolidate`: which candidates say a current memory again in other words, by textKey. As far as the judge came, so
   * empty where it cannot be asked.
   */
  repeats(candidates: readonly Candidate[], trust: Trust): Promise<ReadonlyMap<string, Repeated>>;
}

/** The judge is only advice: whatever is wrong with it, what it came to is returned, and nothing else stops. */
export function createJudging({ judge, indexer }: JudgingDeps): Judging {
  const asked = judge && countAnswers(judge);
  let pausedUntil = 0;

  /** What is asked of the judge; null where there is none, it failed, or it is left alone for now. */
  async function advice<Said>(without: string, ask: (judge: Asked) => Promise<Said>): Promise<Said | null> {
    if (!asked || performance.now() < pausedUntil) return null;
    const before = asked.answers();
    try {
      return await ask(asked);
    } catch (error) {
      // One that was too slow for a long message is there all the same.
      if (asked.answers() === before) pausedUntil = performance.now() + PAUSE_MS;
      console.warn(without, error);
      return null;
    }
  }

  async function judgeInto(
    repeats: Map<string, Repeated>,
    candidates: readonly Candidate[],
    options: { judge: Asked; trust: Trust },
  ): Promise<void> {
    const vectors = await indexer.embedAside(candidates.map(({ text }) => textToEmbed(text)));
    // The embedder has a time of its own.
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (const [place, candidate] of candidates.entries()) {
      const query = { text: candidate.text, vector: vectors?.[place] ?? null, trust: options.trust };
      const near = nearKnown(query, indexer.index);
      const found = await judgeRepeats([{ candidate, near }], { ...options, signal });
      for (const [key, repeated] of found) repeats.set(key, repeated);
    }
  }

  return {
    async repeats(candidates, trust) {
      const repeats = new Map<string, Repeated>();
      if (candidates.length === 0) return repeats;
      await advice("What was said is learned without the judge:", (judge) =>
        judgeInto(repeats, candidates, { judge, trust }),
      );
      return repeats;
    },
  };
}

interface Asked extends Pick<Judge, "pairs" | "sentences"> {
  /** How many calls it has answered so far. */
  answers(): number;
}

function countAnswers(judge: Judge): Asked {
  let answers = 0;
  async function counted<Said>(saying: Promise<Said>): Promise<Said> {
    const said = await saying;
    answers += 1;
    return said;
  }
  return {
    answers: () => answers,
    pairs: (...args) => counted(judge.pairs(...args)),
    sentences: (...args) => counted(judge.sentences(...args)),
  };
}
