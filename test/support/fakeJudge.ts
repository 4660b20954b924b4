import {
  ANSWER_LABELS,
  type AnswerLabel,
  type Judge,
  type JudgeOptions,
  PAIR_LABELS,
  type PairLabel,
  SENTENCE_LABELS,
  type SentenceLabel,
  type Verdict,
} from "../../src/memory/ports";

/** Probabilities that sum to 1: `given` for some labels, the rest on the last one named in `labels`. */
function verdictOf<Label extends string>(
  labels: readonly Label[],
  given: Partial<Verdict<Label>>,
  rest: Label,
): Verdict<Label> {
  const verdict = Object.fromEntries(labels.map((label) => [label, given[label] ?? 0])) as Record<Label, number>;
  const said = labels.reduce((sum, label) => sum + verdict[label], 0);
  verdict[rest] += Math.max(0, 1 - said);
  return verdict;
}

export const aPair = (given: Partial<Verdict<PairLabel>> = {}) => verdictOf(PAIR_LABELS, given, "other");
export const aSentence = (given: Partial<Verdict<SentenceLabel>> = {}) => verdictOf(SENTENCE_LABELS, given, "keep");
const anAnswer = (given: Partial<Verdict<AnswerLabel>> = {}) => verdictOf(ANSWER_LABELS, given, "no");

export interface FakeJudgeOptions {
  /** What is not said is `other`, `keep` and `no`. */
  pair?(known: string, text: string): Partial<Verdict<PairLabel>>;
  sentence?(text: string): Partial<Verdict<SentenceLabel>>;
  /** Runs before each call, and may hold or reject it. */
  before?(options: JudgeOptions | undefined): Promise<void> | void;
}

/** A Judge that says what a test says; `asked` holds the pairs it was shown. */
export function createFakeJudge({ pair, sentence, before }: FakeJudgeOptions = {}): Judge & {
  asked: { known: string; text: string }[];
} {
  const asked: { known: string; text: string }[] = [];
  return {
    asked,
    modelId: "judge@fake",
    async pairs(known, text, options) {
      await before?.(options);
      asked.push(...known.map((each) => ({ known: each, text })));
      return known.map((each) => aPair(pair?.(each, text)));
    },
    async sentences(items, options) {
      await before?.(options);
      return items.map(({ text }) => aSentence(sentence?.(text)));
    },
    async answers(_question, passages, options) {
      await before?.(options);
      return passages.map(() => anAnswer());
    },
  };
}
