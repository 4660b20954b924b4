import snowball from "snowball-stemmers";
import { STOP_WORDS } from "./stopWords";

const english = snowball.newStemmer("english");
const known = new Map<string, string>();
const KNOWN_LIMIT = 50_000;

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.,:/@_-][\p{L}\p{M}\p{N}]+)*/gu;
const PAIRED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々]+/gu;
const UNSPACED = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const SCRIPT_WITHOUT_SPACES =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const SEGMENTED_AT_ONCE = 500;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

const NUMBERS = new Map(
  `two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
   twenty`
    .split(/\s+/)
    .map((word, at): [string, string] => [word, String(at + 2)]),
);

/**
 * The Snowball-English stem of one lower-case word; "two" to "twenty" become digits, words with digits or outside a-z stay as
 * they are.
 */
export function stem(word: string): string {
  const number = NUMBERS.get(word);
  if (number !== undefined) return number;
  if (word.length < 3 || !/^[a-z']+$/.test(word)) return word;
  const found = known.get(word);
  if (found !== undefined) return found;
  if (known.size >= KNOWN_LIMIT) known.clear();
  const made = english.stem(word);
  known.set(word, made);
  return made;
}

/**
 * The words of a text in order, lower-case (NFKC), possessive 's off, as an index sees them before stop words and stems.
 * A compound with digits ("10b", "06:30", "b12-44") stays one word; one without is split. Thousands lose their comma.
 * Chinese, Japanese and Korean give overlapping pairs of characters; Thai, Lao, Khmer and Burmese the words of
 * Intl.Segmenter. Linear in the text.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [found] of text.normalize("NFKC").toLowerCase().matchAll(WORD)) {
    const run = found.replaceAll("’", "'");
    if (SCRIPT_WITHOUT_SPACES.test(run)) pushUnspaced(run, words);
    else if (/\p{N}/u.test(run)) pushWithDigits(run, words);
    else for (const part of run.split(/[.,:/@_-]/)) if (part) words.push(part.replace(/'s?$/, ""));
  }
  return words;
}

function pushWithDigits(run: string, words: string[]): void {
  const whole = run.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").replace(/'s?$/, "");
  words.push(whole);
  if (!/\p{L}/u.test(whole)) return;
  for (const part of whole.split(/[.,:/@_'-]/)) if (part && part !== whole) words.push(part);
}

function pushUnspaced(run: string, words: string[]): void {
  let at = 0;
  for (const match of run.matchAll(PAIRED)) {
    pushSegments(run.slice(at, match.index), words);
    const characters = [...match[0]];
    if (characters.length === 1) words.push(match[0]);
    for (let i = 1; i < characters.length; i++) words.push(`${characters[i - 1]}${characters[i]}`);
    at = match.index + match[0].length;
  }
  pushSegments(run.slice(at), words);
}

function pushSegments(run: string, words: string[]): void {
  if (!run) return;
  if (!UNSPACED.test(run)) {
    for (const part of run.split(/[^\p{L}\p{M}\p{N}]+/u)) if (part) words.push(part);
    return;
  }
  // Intl.Segmenter takes time in proportion to the whole run for each word it gives.
  for (let at = 0; at < run.length; at += SEGMENTED_AT_ONCE)
    for (const { segment, isWordLike } of segmenter.segment(run.slice(at, at + SEGMENTED_AT_ONCE)))
      if (isWordLike) words.push(segment);
}

/** The stems of a text's words less stop words, in order, repeats kept. Linear in the text; about 1 microsecond a word. */
export function contentStems(text: string): string[] {
  const stems: string[] = [];
  for (const word of wordsOf(text)) if (!STOP_WORDS.has(word)) stems.push(stem(word));
  return stems;
}
