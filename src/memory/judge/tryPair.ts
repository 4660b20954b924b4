import { type Judge, type JudgeOptions, PAIR_LABELS, type PairLabel, type SentenceLabel, type Verdict } from "../ports";
import { ACTS, type Decision, decide, likeliestAct } from "./decide";
import { maybeSame } from "./maybeSame";

/** Two sentences, what the judge makes of them, and what would be done about it. */
export interface TriedPair {
  known: string;
  text: string;
  pair: Verdict<PairLabel>;
  sentence: Verdict<SentenceLabel>;
  /** The likeliest reading, and how sure the judge is of it: of an act, that what is known changes in any way. */
  likeliest: PairLabel;
  sure: number;
  /** At the acting thresholds; null for nothing. */
  decision: Decision["label"] | null;
  /** The new sentence brings a number that the known one lacks, so that it is never taken for a repeat. */
  otherNumber: boolean;
  modelId: string;
}

/** Judges one sentence against one known text. Rejects as the judge does. */
export async function tryPair(judge: Judge, known: string, text: string, options?: JudgeOptions): Promise<TriedPair> {
  const [[pair], [sentence]] = await Promise.all([
    judge.pairs([known], text, options),
    judge.sentences([{ text, before: "" }], options),
  ]);
  if (!pair || !sentence) throw new RangeError("The judge left a sentence out.");
  const likeliest = PAIR_LABELS.reduce((best, label) => (pair[label] > pair[best] ? label : best));
  const [decision] = decide(text, [known], { sentence, pairs: [pair] });
  return {
    known,
    text,
    pair,
    sentence,
    likeliest,
    sure: ACTS.some((act) => act === likeliest) ? likeliestAct(pair).sure : pair[likeliest],
    decision: decision?.label ?? null,
    otherNumber: !maybeSame(known, text),
    modelId: judge.modelId,
  };
}
