import { contentStems, stem } from "../../index/stems";
import type { WordIndex } from "../../index/words";

/** Words of asking itself: they say nothing about what is asked. */
const ASKING: ReadonlySet<string> = new Set(
  `tell told say said saying mention mentioned remember remembered remind recall know known think show list find give help
   explain describe summarise summarize question answer ask asked wonder look search want need kind sort type thing things
   something anything everything someone somebody anyone else please name called`
    .split(/\s+/)
    .map(stem),
);

export interface Question {
  text: string;
  /** Each content stem once, in order, with its weight: how telling it is in this memory, at most 6. */
  stems: ReadonlyMap<string, number>;
  /** Sum of the weights. */
  mass: number;
}

const HIGHEST_WEIGHT = 6;

/** What a question asks by words. A question made of asking words alone keeps them. */
export function questionOf(text: string, words: WordIndex): Question {
  const all = contentStems(text);
  const content = all.filter((each) => !ASKING.has(each));
  const stems = new Map<string, number>();
  for (const each of content.length > 0 ? content : all) stems.set(each, Math.min(HIGHEST_WEIGHT, words.idf(each)));
  let mass = 0;
  for (const weight of stems.values()) mass += weight;
  return { text, stems, mass };
}

/** The share of the question's weight whose stems stand in a text, 0 to 1. */
export function coverage(question: Question, text: string): number {
  if (question.mass === 0) return 0;
  const there = new Set(contentStems(text));
  let held = 0;
  for (const [each, weight] of question.stems) if (there.has(each)) held += weight;
  return held / question.mass;
}
