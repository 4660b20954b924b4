import type { JudgeRow } from "../../src/engines/judge/protocol";
import { ANSWER_LABELS, PAIR_LABELS, SENTENCE_LABELS } from "../../src/memory/ports";

const SURE = 8;

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/** Words in common, of all the words of both. */
function overlap(a: string, b: string): number {
  const [first, second] = [wordsOf(a), wordsOf(b)];
  const both = [...first].filter((word) => second.has(word)).length;
  const all = first.size + second.size - both;
  return all === 0 ? 0 : both / all;
}

/** One label far above the others. */
const only = <Label extends string>(labels: readonly Label[], sure: Label) =>
  Float32Array.from(labels, (label) => (label === sure ? SURE : 0));

/** A judge of words alone: a third of them in common is the same, one an update, half of them an answer, and what asks is a question. */
export function fakeJudgeLogits({ task, first, second }: JudgeRow): Float32Array {
  const common = overlap(first, second);
  switch (task) {
    case "pair":
      return only(PAIR_LABELS, common >= 0.3 ? "same" : common > 0 ? "update" : "other");
    case "sentence":
      return only(SENTENCE_LABELS, first.includes("?") ? "question" : "keep");
    case "question":
      return only(ANSWER_LABELS, common >= 0.5 ? "answers" : "no");
    case "support":
      throw new Error("Nothing asks for this head.");
  }
}
