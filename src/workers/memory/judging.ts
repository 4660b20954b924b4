import type { JudgeSupport } from "../../answer/align";
import { judgeRepeats } from "../../memory/consolidate/judgeRepeats";
import { nearKnown } from "../../memory/consolidate/nearKnown";
import type { Candidate } from "../../memory/encode/encode";
import type { MemoryId, Trust } from "../../memory/model";
import type { Judge } from "../../memory/ports";
import { textToEmbed } from "../../memory/recall/memoryIndex";
import type { Indexer } from "./indexer";

/** How long learning from one message, or an answer, waits for the judge: what it has not come to by then goes without it, ms. */
const PATIENCE_MS = 10_000;

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
  repeats(candidates: readonly Candidate[], trust: Trust): Promise<ReadonlyMap<string, MemoryId>>;
  /** For `align`: null where it cannot be asked, or not in time. */
  supports: JudgeSupport;
}

export function createJudging({ judge, indexer }: JudgingDeps): Judging {
  async function judgeInto(
    repeats: Map<string, MemoryId>,
    candidates: readonly Candidate[],
    options: { judge: Judge; trust: Trust; signal: AbortSignal },
  ): Promise<void> {
    const vectors = await indexer.embedAside(candidates.map(({ text }) => textToEmbed(text)));
    for (const [place, candidate] of candidates.entries()) {
      const query = { text: candidate.text, vector: vectors?.[place] ?? null, trust: options.trust };
      const near = nearKnown(query, indexer.index);
      for (const [key, id] of await judgeRepeats([{ candidate, near }], options)) repeats.set(key, id);
    }
  }

  /** What the judge says within PATIENCE_MS; null where there is none, it cannot be asked, or it takes longer. */
  async function inTime<Said>(
    without: string,
    ask: (asked: Judge, signal: AbortSignal) => Promise<Said>,
  ): Promise<Said | null> {
    if (!judge) return null;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      return await ask(judge, signal);
    } catch (error) {
      const unavailable = error instanceof Error && error.name === "JudgeUnavailable";
      if (!unavailable && !signal.aborted) throw error;
      console.warn(without, error);
      return null;
    }
  }

  return {
    async repeats(candidates, trust) {
      const repeats = new Map<string, MemoryId>();
      if (candidates.length === 0) return repeats;
      await inTime("What was said is learned without the judge:", (asked, signal) =>
        judgeInto(repeats, candidates, { judge: asked, trust, signal }),
      );
      return repeats;
    },

    async supports(rows) {
      return inTime("The answer is held against its evidence without the judge:", (asked, signal) =>
        asked.supports(rows, { signal }),
      );
    },
  };
}
