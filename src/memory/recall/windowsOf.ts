import { dot } from "../../index/vectors";
import type { Sentence } from "../encode/splitSentences";
import type { Passage } from "../model";
import { evidenceSentences, evidenceText } from "./evidenceText";
import { type MemoryIndex, textToEmbed } from "./memoryIndex";
import { coverage, type Question } from "./questionOf";

/** A slice of a passage that says what was asked for. */
export interface Window {
  start: number;
  end: number;
  text: string;
  /** The nearest cosine of the question to a sentence of the window or its passage; null where none is embedded. */
  cosine: number | null;
  /** Share of the question's words that stand in the window, 0 to 1. */
  coverage: number;
}

/** A window grows over its neighbours up to this many characters. */
const WINDOW_LENGTH = 280;
/** A sentence joins the best one where it is nearly as close to the question. */
const NEARLY = 0.7;
const MOST_WINDOWS = 3;
const DEICTIC = /^(?:and|but|so|also|then|it|it's|that|that's|this|these|those|they|he|she|his|her|their|its)\b/i;

/**
 * The windows of a passage worth a line, best first: the sentence closest to the question by words and by meaning, with
 * the one before it where it begins with a pronoun, and neighbours that are nearly as close. A document's passage, one to
 * three sentences, is one window. O(words of the passage).
 */
export function windowsOf(
  passage: Passage,
  question: Question,
  vector: Float32Array | null,
  index: MemoryIndex,
): Window[] {
  const sentences = evidenceSentences(passage);
  const whole = passage.text.trim();
  const wholeCosine = cosineOf(evidenceText(passage), vector, index);
  if (sentences.length === 0) {
    const start = passage.text.indexOf(whole);
    return [
      { start, end: start + whole.length, text: whole, cosine: wholeCosine, coverage: coverage(question, whole) },
    ];
  }
  const scored = sentences.map((sentence) => scoreSentence(sentence, question, vector, index));
  const windows: Window[] = [];
  const taken = new Set<number>();
  const order = scored.map((_, at) => at).sort((a, b) => valueAt(scored, b) - valueAt(scored, a) || a - b);
  const best = valueAt(scored, order[0] as number);
  for (const at of order) {
    if (windows.length === MOST_WINDOWS) break;
    if (taken.has(at)) continue;
    if (windows.length > 0 && valueAt(scored, at) < NEARLY * best) break;
    const [from, to] = grow(at, scored, passage);
    for (let each = from; each <= to; each++) taken.add(each);
    windows.push(windowOver(scored.slice(from, to + 1), passage, question, windows.length === 0 ? wholeCosine : null));
  }
  return windows;
}

interface Scored extends Sentence {
  cosine: number | null;
  coverage: number;
}

function scoreSentence(
  sentence: Sentence,
  question: Question,
  vector: Float32Array | null,
  index: MemoryIndex,
): Scored {
  return {
    ...sentence,
    cosine: cosineOf(sentence.text, vector, index),
    coverage: coverage(question, sentence.text),
  };
}

function valueAt(scored: readonly Scored[], at: number): number {
  const each = scored[at];
  return each ? each.coverage + Math.max(0, each.cosine ?? 0) : 0;
}

function grow(at: number, scored: readonly Scored[], passage: Passage): [from: number, to: number] {
  let from = at;
  let to = at;
  const fits = (first: number, last: number) => {
    const start = scored[first]?.start ?? 0;
    const end = scored[last]?.end ?? Number.POSITIVE_INFINITY;
    return end - start <= WINDOW_LENGTH && isUnbroken(scored, first, last, passage);
  };
  const isDocument = passage.speaker === null;
  const floor = NEARLY * valueAt(scored, at);
  const joins = (each: number) => isDocument || (floor > 0 && valueAt(scored, each) >= floor);
  while (from > 0 && fits(from - 1, to) && (joins(from - 1) || DEICTIC.test(scored[from]?.text ?? ""))) from--;
  while (to + 1 < scored.length && fits(from, to + 1) && (joins(to + 1) || DEICTIC.test(scored[to + 1]?.text ?? "")))
    to++;
  return [from, to];
}

/** Nothing but white space and list marks between the sentences: a question of the user's in between ends the window. */
function isUnbroken(scored: readonly Scored[], first: number, last: number, { text }: Passage): boolean {
  for (let at = first; at < last; at++)
    if (/[\p{L}\p{N}]{2}/u.test(text.slice(scored[at]?.end, scored[at + 1]?.start))) return false;
  return true;
}

function windowOver(
  sentences: readonly Scored[],
  passage: Passage,
  question: Question,
  wholeCosine: number | null,
): Window {
  const start = sentences[0]?.start ?? 0;
  const end = sentences.at(-1)?.end ?? 0;
  const text = passage.text.slice(start, end);
  const cosines = [wholeCosine, ...sentences.map((each) => each.cosine)].filter((each) => each !== null);
  return {
    start,
    end,
    text,
    cosine: cosines.length > 0 ? Math.max(...cosines) : null,
    coverage: coverage(question, text),
  };
}

/** The question's cosine to a text that is indexed; null where it is not (yet). */
export function cosineOf(text: string, vector: Float32Array | null, index: MemoryIndex): number | null {
  const known = vector && index.vectors?.get(textToEmbed(text));
  return vector && known ? dot(vector, known) : null;
}
