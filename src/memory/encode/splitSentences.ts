/** A slice of a text: `text` is exactly text.slice(start, end) of what was split, without the white space around it. */
export interface Sentence {
  start: number;
  end: number;
  text: string;
}

/** Longer runs without a sentence end are cut at a comma or a space, so that one line always fits a prompt. */
export const LONGEST_SENTENCE = 600;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const LINE_MARKS = /^(?:\s*(?:[-*+•–]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+|#{1,6}\s+|>\s?))+/;
const WORD_START = "(?:^|[\\s([\"“'‘])";
const ABBREVIATION = new RegExp(
  `${WORD_START}(?:dr|mr|mrs|ms|mx|prof|st|nr|vs|e\\.g|i\\.e|eg|ie|cf|ca|approx|dept|est|tel|ext|incl)\\.\\s*$`,
  "i",
);
/** These may end a sentence: they join only what goes on in lower case or with a number. */
const MAY_END = new RegExp(`${WORD_START}(?:etc|a\\.m|p\\.m|inc|ltd|co|jr|sr|ave|rd|min|max)\\.\\s*$`, "i");
/** These are words too ("No."): they join only a number. */
const BEFORE_NUMBER = new RegExp(
  `${WORD_START}(?:no|pp?|fig|vol|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\.\\s*$`,
  "i",
);
/** "J. Smith", "U.S. ": a single capital before the full stop; not "So do I." */
const INITIAL = /(?:^|[\s(["“'‘.])\p{Lu}\.\s*$/u;
const SO_DO_I = /\p{Ll}\s+I\.\s*$/u;
/** Chat starts sentences in lower case, where Intl.Segmenter sees none. */
const LOWER_CASE_START = /(?<=[\p{Ll}\p{Lo}\p{N})][.!?])\s+(?=[\p{Ll}"“])/gu;
/**
 * The sentences of a text, in order, with their places. Lines are boundaries; list, heading and quotation marks at the
 * start of a line and fenced code belong to no sentence. Abbreviations and initials do not end one. Linear in the text.
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const [start, end] of proseLines(text)) splitLine(text, start, end, sentences);
  return sentences;
}

function* proseLines(text: string): Generator<[start: number, end: number]> {
  let fence = "";
  let at = 0;
  while (at <= text.length) {
    const found = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
    found.lastIndex = at;
    const match = found.exec(text);
    const end = match ? match.index : text.length;
    const line = text.slice(at, end);
    const mark = FENCE.exec(line)?.[1];
    if (fence) {
      if (mark && mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark) fence = "";
    } else if (mark) fence = mark;
    else yield [at + (LINE_MARKS.exec(line)?.[0].length ?? 0), end];
    if (!match) return;
    at = end + match[0].length;
  }
}

function splitLine(text: string, from: number, to: number, sentences: Sentence[]): void {
  let start = from;
  for (const [end, isEnd] of sentenceEnds(text, from, to)) {
    if (end < to && (!isEnd || joinsNext(text.slice(Math.max(start, end - 16), end), text.slice(end, end + 2))))
      continue;
    splitLowerCase(text, start, end, sentences);
    start = end;
  }
}

/** Intl.Segmenter takes time in proportion to the whole text for each sentence it gives, so it is handed this much at a time. */
const SEGMENTED_AT_ONCE = 1_000;

/** Where Intl.Segmenter ends a sentence; `isEnd` false where only the piece it was handed ended. */
function* sentenceEnds(text: string, from: number, to: number): Generator<[end: number, isEnd: boolean]> {
  for (let at = from; at < to; ) {
    const piece = text.slice(at, Math.min(to, at + SEGMENTED_AT_ONCE));
    // The last sentence of a piece may go on: it comes again at the head of the next one.
    const segments = [...segmenter.segment(piece)].map(({ segment }) => segment);
    const isLast = at + piece.length === to;
    const whole = isLast || segments.length === 1 ? segments : segments.slice(0, -1);
    for (const segment of whole) {
      at += segment.length;
      yield [at, isLast || segments.length > 1];
    }
  }
}

/** Whether the full stop at the end of `said` is no end of a sentence, given what follows. */
function joinsNext(said: string, next: string): boolean {
  if (ABBREVIATION.test(said)) return true;
  if (INITIAL.test(said)) return !SO_DO_I.test(said);
  if (MAY_END.test(said)) return /^[\p{Ll}\p{N}]/u.test(next);
  if (/[?!…]["”’)]+\s*$/u.test(said)) return /^\p{Ll}/u.test(next);
  return BEFORE_NUMBER.test(said) && /^\p{N}/u.test(next);
}

function splitLowerCase(text: string, start: number, end: number, sentences: Sentence[]): void {
  const piece = text.slice(start, end);
  let from = 0;
  for (const match of piece.matchAll(LOWER_CASE_START)) {
    const next = match.index + match[0].length;
    if (joinsNext(piece.slice(Math.max(from, match.index - 16), match.index), piece.slice(next, next + 2))) continue;
    pushCut(text, start + from, start + match.index, sentences);
    from = next;
  }
  pushCut(text, start + from, end, sentences);
}

function pushCut(text: string, start: number, end: number, sentences: Sentence[]): void {
  let from = start;
  while (end - from > LONGEST_SENTENCE) {
    const cut = cutBefore(text, from, from + LONGEST_SENTENCE);
    push(text, from, cut, sentences);
    from = cut;
  }
  push(text, from, end, sentences);
}

/** The best place to cut in the second half before `limit`: after a comma, else a space, else between characters. */
function cutBefore(text: string, from: number, limit: number): number {
  const half = from + LONGEST_SENTENCE / 2;
  const window = text.slice(half, limit);
  const comma = Math.max(...[",", ";", ":", "，", "、", "،"].map((mark) => window.lastIndexOf(mark)));
  if (comma >= 0) return half + comma + 1;
  const space = window.search(/\s\S*$/);
  if (space >= 0) return half + space + 1;
  let cut = limit;
  while (cut > half && /^(?:[\u{DC00}-\u{DFFF}]|\p{M}|\u200D)/u.test(text.slice(cut))) cut--;
  return cut;
}

function push(text: string, from: number, to: number, sentences: Sentence[]): void {
  const piece = text.slice(from, to);
  const trimmed = piece.trim();
  if (!trimmed) return;
  const start = from + piece.indexOf(trimmed);
  sentences.push({ start, end: start + trimmed.length, text: trimmed });
}
