import type { Candidate } from "../encode/encode";
import { decide } from "../judge/decide";
import type { Memory, Trust } from "../model";
import type { Judge, JudgeOptions } from "../ports";

/** Known memories that the judge is shown for one candidate. */
export const MOST_KNOWN = 8;

/** A candidate and the memories nearest to it, nearest first, as `nearKnown` finds them. */
export interface NearCandidate {
  candidate: Candidate;
  near: readonly Memory[];
}

/** A memory that is said again, and the key of the words that were judged. */
export type Repeated = Pick<Memory, "id" | "textKey">;

export interface RepeatsContext extends JudgeOptions {
  judge: Pick<Judge, "pairs" | "sentences">;
  /** Of the source that the candidates came from: only memories of the same trust can be repeated. */
  trust: Trust;
}

/**
 * Which candidates say a current memory again in other words, by textKey, for `consolidate`: where `decide` makes nothing of
 * the pair but `same`, at the acting threshold. What has the key of a memory at hand needs no judge; what is not in Latin
 * letters the judge cannot read. Asks one pair of each candidate and each of the first 8 that count. Rejects as the judge does.
 */
export async function judgeRepeats(
  asked: readonly NearCandidate[],
  { judge, trust, ...options }: RepeatsContext,
): Promise<Map<string, Repeated>> {
  const open = asked.flatMap(({ candidate, near }) => {
    const known = near.filter((memory) => mayBeRepeated(memory, trust)).slice(0, MOST_KNOWN);
    const isOpen = isReadable(candidate.text) && known.every(({ textKey }) => textKey !== candidate.textKey);
    return isOpen && known.length > 0 ? [{ candidate, known }] : [];
  });
  if (open.length === 0) return new Map();
  const items = open.map(({ candidate }) => ({ text: candidate.text, before: "" }));
  const sentences = await judge.sentences(items, options);
  const repeats = new Map<string, Repeated>();
  for (const [place, { candidate, known }] of open.entries()) {
    const sentence = sentences[place];
    if (!sentence) throw new RangeError("The judge left a sentence out.");
    const texts = known.map(({ text }) => text);
    const pairs = await judge.pairs(texts, candidate.text, options);
    const [decision] = decide(candidate.text, texts, { sentence, pairs });
    const repeated = decision?.label === "same" ? known[decision.at] : undefined;
    if (repeated) repeats.set(candidate.textKey, { id: repeated.id, textKey: repeated.textKey });
  }
  return repeats;
}

function mayBeRepeated(memory: Memory, trust: Trust): boolean {
  return memory.status === "current" && memory.trust === trust && memory.kind !== "insight" && isReadable(memory.text);
}

function isReadable(text: string): boolean {
  return /\p{L}/u.test(text) && !/(?!\p{sc=Latin})\p{L}/u.test(text);
}
