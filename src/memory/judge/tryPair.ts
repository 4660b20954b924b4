import { type Judge, type JudgeOptions, PAIR_LABELS, type TriedPair } from "../ports";
import { ACTS, decide, likeliestAct } from "./decide";
import { maybeSame } from "./maybeSame";

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
