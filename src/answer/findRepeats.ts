const LONGEST_ROUND = 400;
/** Rounds until it is a loop: three, more where a round is short, since "no, no, no" is English. */
const FEWEST_ROUNDS = 3;
const FEWEST_CHARACTERS = 60;

/** The shortest round that the end of a text repeats often enough, letter for letter. */
export function findRound(tail: string): { length: number; times: number } | null {
  for (let length = 1; length <= LONGEST_ROUND; length++) {
    const needed = Math.max(FEWEST_ROUNDS, Math.ceil(FEWEST_CHARACTERS / length));
    if (length * needed > tail.length) continue;
    let at = tail.length - 1;
    while (at >= length && tail[at] === tail[at - length]) at--;
    const times = Math.floor((tail.length - 1 - at) / length) + 1;
    // Rules, table borders and indentation repeat too, without a letter in them.
    if (times >= needed && /[\p{L}\p{N}]/u.test(tail.slice(-length))) return { length, times };
  }
  return null;
}

/** A line or sentence said so often among the last ones is a loop, whatever number it carries. */
const LINES = 10;
const SAME_LINES = 4;
const SHORTEST_LINE = 12;
/** Of the last words, the share of runs of four that came at least three times: .2 at most in lists, more in a loop with small changes. */
const WORDS = 90;
const RUN = 4;
const TIMES = 3;
const SHARE = 0.42;

/** Where the second round begins of what the end of a text says again and again with small changes; null where it does not. */
export function findNearLoop(tail: string): number | null {
  return findSameLines(tail) ?? findSameRuns(tail);
}

function findSameLines(tail: string): number | null {
  const lines = [...tail.matchAll(/[^\n.!?。！？]+[\n.!?。！？]*/gu)]
    .map((match) => ({ at: match.index, text: bare(match[0]) }))
    .filter(({ text }) => text.length > 0)
    .slice(-LINES);
  const last = lines.at(-1);
  // The last one may still be growing: the one before it is whole.
  for (const line of [last, lines.at(-2)]) {
    if (!line || line.text.length < SHORTEST_LINE || !/\p{L}/u.test(line.text)) continue;
    const same = lines.filter((each) => each.text === line.text);
    if (same.length >= SAME_LINES) return same[1]?.at ?? null;
  }
  return null;
}

/** A line without its number or mark in a list, and without its emphasis. */
function bare(line: string): string {
  return line
    .toLowerCase()
    .replace(/^[\s>]*(?:[-*+•]|\(?\d+[.):]?|\(?[a-z][.)])\s+/u, "")
    .replace(/[*_`"“”\s.!?。！？]+/gu, " ")
    .trim();
}

function findSameRuns(tail: string): number | null {
  const words = [...tail.toLowerCase().matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)].slice(-WORDS);
  if (words.length < WORDS) return null;
  const runs = new Map<string, number[]>();
  const all = words.length - RUN + 1;
  for (let at = 0; at < all; at++) {
    const run = words
      .slice(at, at + RUN)
      .map(([word]) => word)
      .join(" ");
    const places = runs.get(run);
    if (places) places.push(at);
    else runs.set(run, [at]);
  }
  const often = [...runs.values()].filter((places) => places.length >= TIMES);
  if (often.reduce((sum, places) => sum + places.length, 0) < SHARE * all) return null;
  // The round begins where its earliest run comes for the second time.
  const second = Math.min(...often.map((places) => places[1] as number));
  return sentenceBefore(tail, (words[second] as RegExpExecArray).index);
}

/** The end of the last whole sentence or line before a place; the place itself where there is none near. */
export function sentenceBefore(text: string, place: number): number {
  const before = text.slice(Math.max(0, place - 200), place);
  const end = Math.max(...[...before.matchAll(/[.!?。！？](?=["”’)*_]*\s)|\n/gu)].map((match) => match.index + 1), -1);
  return end < 0 ? place : place - before.length + end;
}
