import { sentenceBefore } from "./findRepeats";

const LOOKED_AT = 160;
/** Without a letter: signs alone, and figures too, of which a table or a count may have more. */
const LONGEST_SIGNS = 120;
const LONGEST_FIGURES = 420;
/** No word is longer that is not an address. */
const LONGEST_WORD = 60;
/** Marks of bytes that were no text. */
const MOST_BROKEN = 3;
/** Alphabets that change inside a word. */
const MOST_CHANGES = 3;
const MOST_SCRIPTS = 4;
/** Share of signs outside code; ordinary Markdown has a tenth, a table border all of it but for a line or two. */
const MOST_SIGNS = 0.35;
const SIGN = /[^\p{L}\p{M}\p{N}\s.,'’"“”()-]/u;
const STEP = 16;

const SCRIPTS: readonly [name: string, pattern: RegExp][] = [
  ["latin", /\p{sc=Latin}/u],
  ["cyrillic", /\p{sc=Cyrillic}/u],
  ["greek", /\p{sc=Greek}/u],
  // Chinese, Japanese and Korean stand beside Latin letters without a space.
  ["east", /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u],
  ["arabic", /\p{sc=Arabic}/u],
  ["hebrew", /\p{sc=Hebrew}/u],
  ["thai", /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u],
  ["indic", /[\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Gujarati}\p{sc=Kannada}\p{sc=Malayalam}]/u],
  ["caucasian", /[\p{sc=Armenian}\p{sc=Georgian}]/u],
];

/**
 * Where the end of a text stops being language: signs without letters, broken bytes, a word without an end, alphabets that
 * change within words, or more signs than words. Null where it is language. `inCode`: a fence of code is open.
 */
export function findNoise(tail: string, inCode: boolean): number | null {
  const from = Math.max(0, tail.length - LOOKED_AT);
  const end = tail.slice(from);
  const begins = signsFrom(tail) ?? wordFrom(tail) ?? inEnd(brokenFrom(end)) ?? inEnd(mixedFrom(end));
  if (begins !== null) return sentenceBefore(tail, begins);
  const dense = inCode ? null : inEnd(denseFrom(end));
  return dense === null ? null : sentenceBefore(tail, dense);

  function inEnd(at: number | null): number | null {
    return at === null ? null : from + at;
  }
}

function signsFrom(tail: string): number | null {
  const run = /[^\p{L}\p{M}]*$/u.exec(tail);
  if (!run) return null;
  const [signs] = run;
  const figures = signs.match(/\p{N}/gu)?.length ?? 0;
  const visible = signs.replace(/\s+/gu, " ");
  // Rules and borders of tables.
  if (/^[\s|:+=_*~─-]*$/u.test(signs) && signs.length < 2 * LONGEST_SIGNS) return null;
  const most = figures > 0.2 * visible.length ? LONGEST_FIGURES : LONGEST_SIGNS;
  // The end of the sentence before is no part of it.
  const own = /^[.!?。！？…"”’)*_]*\s*/u.exec(signs)?.[0].length ?? 0;
  return signs.length - own >= most ? run.index + own : null;
}

function wordFrom(tail: string): number | null {
  const word = /[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{N}]+$/u.exec(tail);
  return word && word[0].length > LONGEST_WORD ? word.index : null;
}

function brokenFrom(end: string): number | null {
  const places = [...end.matchAll(/\uFFFD/gu)];
  return places.length > MOST_BROKEN ? (places[0]?.index ?? null) : null;
}

function mixedFrom(end: string): number | null {
  const scripts = new Set<string>();
  let changes = 0;
  let first: number | null = null;
  for (const match of end.matchAll(/[\p{L}\p{M}]+/gu)) {
    let before = "";
    for (const letter of match[0]) {
      const script = scriptOf(letter);
      if (!script) continue;
      scripts.add(script);
      if (before && script !== before && script !== "east" && before !== "east") {
        changes++;
        first ??= match.index;
      }
      before = script;
    }
  }
  if (changes > MOST_CHANGES) return first;
  return scripts.size > MOST_SCRIPTS && changes > 0 ? first : null;
}

function scriptOf(letter: string): string {
  return SCRIPTS.find(([, pattern]) => pattern.test(letter))?.[0] ?? "";
}

/** Where more signs than words begin. */
function denseFrom(end: string): number | null {
  if (end.length < LOOKED_AT || countSigns(end) < MOST_SIGNS * LOOKED_AT) return null;
  for (let at = 0; at < end.length; at += STEP)
    if (countSigns(end.slice(at, at + STEP)) >= MOST_SIGNS * STEP) return at + end.slice(at).search(SIGN);
  return 0;
}

function countSigns(text: string): number {
  return text.match(new RegExp(SIGN, "gu"))?.length ?? 0;
}
