/** A slice of a text: text.slice(start, end). */
export interface Span {
  start: number;
  end: number;
}

/** Longest passage, in UTF-16 units. */
export const LONGEST_PASSAGE = 600;
const MOST_SENTENCES = 3;
/** Below this width a line is short because it is meant to be, not because it was wrapped. */
const NARROWEST_WRAP = 50;
const WINDOW = 4000;
const STOP_WITHIN = /[\p{Sentence_Terminal}.…](?=.)/u;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
const NO_END =
  /(?:^|[\s([“"‘'])(?:dr|mr|mrs|ms|prof|st|nr|no|vs|e\.g|i\.e|cf|ca|approx|fig|vol|pp?|\p{Lu}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.[ \t]*$/iu;
const LINE_MARK = /^[ \t]*(?:[-*+•–]|\d{1,9}[.)]|#{1,6}|\|)[ \t]/;

/**
 * The sentences of a paragraph as slices without white space around them. A line that was wrapped at the margin goes on in
 * the next; any other line break ends a sentence. One longer than a passage is cut at a comma or a space.
 */
export function splitSentences(text: string, { start, end }: Span = { start: 0, end: text.length }): Span[] {
  const flow = joinWrapped(text.slice(start, end));
  const sentences: Span[] = [];
  for (const line of flow.matchAll(/[^\r\n]+/g)) {
    let from = 0;
    for (const to of sentenceEnds(line[0])) {
      if (to < line[0].length && NO_END.test(line[0].slice(Math.max(from, to - 12), to))) continue;
      pushCut(text, start + line.index + from, start + line.index + to, sentences);
      from = to;
    }
  }
  return sentences;
}

/** Where the sentences of a line end. In windows, since the segmenter's time for each sentence grows with all of its text. */
function* sentenceEnds(line: string): Generator<number> {
  if (!STOP_WITHIN.test(line)) {
    yield line.length;
    return;
  }
  for (let from = 0; from < line.length; ) {
    const window = line.slice(from, from + WINDOW);
    const ends: number[] = [];
    let at = from;
    for (const { segment } of segmenter.segment(window)) {
      at += segment.length;
      ends.push(at);
    }
    // The last sentence of a window may go on beyond it.
    if (at < line.length && ends.length > 1) ends.pop();
    yield* ends;
    from = ends.at(-1) ?? line.length;
  }
}

/**
 * Sentences in groups of at most three that fit a passage, of even size where there are more; each group is the slice
 * from its first to its last.
 */
export function groupSpans(spans: readonly Span[], longest = LONGEST_PASSAGE): Span[] {
  const most = Math.ceil(spans.length / Math.ceil(spans.length / MOST_SENTENCES));
  const groups: Span[] = [];
  let count = 0;
  for (const span of spans) {
    const last = groups.at(-1);
    if (last && count < most && span.end - last.start <= longest) {
      last.end = span.end;
      count++;
    } else {
      groups.push({ ...span });
      count = 1;
    }
  }
  return groups;
}

/** The words of a slice as they are read: lines that were wrapped at the margin go on after one space. Zero bytes are for this alone. */
export function unwrap(text: string): string {
  return joinWrapped(text, () => "\0").replace(/[^\S\r\n]*\0[^\S\r\n]*/g, " ");
}

/** The same text with what `joint` gives for the line breaks of wrapped lines: a line is wrapped where the next word did not fit. */
function joinWrapped(text: string, joint = (ending: string) => " ".repeat(ending.length)): string {
  const lines = text.split(/(\r\n|\r|\n)/);
  const width = lines.reduce(
    (widest, line, at) => (at % 2 === 0 ? Math.max(widest, line.trimEnd().length) : widest),
    0,
  );
  if (width < NARROWEST_WRAP) return text;
  let joined = "";
  for (let at = 0; at < lines.length; at += 2) {
    const [line = "", ending = "", next = ""] = lines.slice(at, at + 3);
    const word = /\S+/.exec(next)?.[0] ?? "";
    const wrapped = word !== "" && !LINE_MARK.test(next) && line.trimEnd().length + 1 + word.length > width;
    joined += line + (wrapped ? joint(ending) : ending);
  }
  return joined;
}

function pushCut(text: string, start: number, end: number, spans: Span[]): void {
  let from = start;
  while (end - from > LONGEST_PASSAGE) {
    const cut = cutBefore(text, from);
    pushTrimmed(text, from, cut, spans);
    from = cut;
  }
  pushTrimmed(text, from, end, spans);
}

/** The best place to cut: after a comma or at a space in the second half, else between two characters. */
function cutBefore(text: string, from: number): number {
  const half = from + LONGEST_PASSAGE / 2;
  const window = text.slice(half, from + LONGEST_PASSAGE);
  const comma = /[\s\S]*[,;:，、。，؛،]/u.exec(window)?.[0].length;
  if (comma !== undefined) return half + comma;
  const space = /[\s\S]*\s/u.exec(window)?.[0].length;
  if (space !== undefined) return half + space;
  let cut = from + LONGEST_PASSAGE;
  while (cut > half && /^(?:[\u{DC00}-\u{DFFF}]|\p{M}|\u200D)/u.test(text.slice(cut, cut + 2))) cut--;
  return cut;
}

function pushTrimmed(text: string, from: number, to: number, spans: Span[]): void {
  const piece = text.slice(from, to);
  const words = piece.trim();
  if (words === "") return;
  const start = from + piece.indexOf(words);
  spans.push({ start, end: start + words.length });
}
