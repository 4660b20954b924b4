import { isDoubt } from "../conflicts/Conflict";
import { hardFigures } from "../facts/Figure";
import type { Told } from "../facts/readEvidence";
import { type Derived, derive } from "./derive";
import { likelihood } from "./likelihood";
import { isIn, type Near, type Rated, rate, shareOf } from "./rate";
import { type Signs, signsOf } from "./signsOf";
import { standing } from "./standing";
import { CONTRADICTED, SUPPORTED } from "./weights";

/** What evidence says of a claim. */
export interface Weighed {
  /** Numbers of lines that support the claim, best first, at most three. */
  sources: number[];
  /** Numbers of lines that say otherwise, at most three. A claim has one of the two or none. */
  against: number[];
}

/** Likelihoods from which a claim is supported, or contradicted. */
const SUPPORTS = 0.7;
const CONTRADICTS = 0.5;
const MOST = 3;
/** A further source is nearly as strong as the best. */
const NEARLY = 0.75;
const STRONG = 0.85;

/** Holds a claim against lines of evidence. O(words of the claim x words of the lines). */
export function weigh(claim: Told, lines: readonly Near[]): Weighed {
  const { signs, rated, stands, derived } = examine(claim, lines);
  if (!signs) return { sources: [], against: [] };
  if (likelihood(signs, CONTRADICTED) >= CONTRADICTS) return { sources: [], against: opposing(rated, stands) };
  const isSupported = signs.nowhere === 0 && likelihood(signs, SUPPORTED) >= SUPPORTS;
  return { sources: isSupported ? supporting(claim, rated, stands, derived) : [], against: [] };
}

/** What weighing goes by; `signs` is null where there is no line. */
export function examine(claim: Told, lines: readonly Near[]) {
  const derived = derive(
    claim,
    lines.map((near) => near.line),
  );
  const rated = rate(claim, lines, new Set(derived.map((each) => each.figure)));
  const stands = standing(claim, rated);
  return { signs: signsOf(claim, rated, stands, derived) as Signs | null, rated, stands, derived };
}

/** The lines whose conflict stands, or the one that is most about the claim. */
function opposing(rated: readonly Rated[], stands: ReadonlySet<Rated>): number[] {
  const lines = rated.filter((each) => stands.has(each));
  return numbersOf(lines.length > 0 ? lines : rated.slice(0, 1)).sort((a, b) => a - b);
}

/** The fewest lines that hold all of a claim, or each that does so alone. */
function supporting(
  claim: Told,
  rated: readonly Rated[],
  stands: ReadonlySet<Rated>,
  derived: readonly Derived[],
): number[] {
  const free = rated.filter((each) => !stands.has(each));
  const [best] = free.length > 0 ? free : rated;
  if (!best) return [];
  const given = new Set(derived.flatMap((each) => each.lines));
  const chosen = [best, ...rated.filter((each) => each !== best && given.has(each.line))];
  const lacks = (each: Rated) =>
    hardFigures(claim).some(
      (figure) =>
        each.figures.includes(figure) &&
        !derived.some((one) => one.figure === figure) &&
        !chosen.some((one) => one.figures.includes(figure)),
    );
  const adds = (each: Rated) => {
    const lines = chosen.map((one) => one.line);
    return claim.pieces.some(
      (piece) =>
        shareOf(piece.words, lines) < 0.4 &&
        piece.words.some(
          (word) => word.weight >= 1 && !lines.some((line) => isIn(line, word)) && isIn(each.line, word),
        ),
    );
  };
  for (const each of free) if (!chosen.includes(each) && (lacks(each) || adds(each))) chosen.push(each);
  if (chosen.length > 1) return numbersOf(chosen);
  const isAlike = (each: Rated) =>
    each.coherent &&
    each.strength >= Math.max(STRONG, NEARLY * best.strength) &&
    hardFigures(claim).every((figure) => each.figures.includes(figure)) &&
    each.pieces.every((piece) => piece.conflict === null || isDoubt(piece.conflict));
  return numbersOf([best, ...free.filter((each) => each !== best && isAlike(each))]);
}

function numbersOf(rated: readonly Rated[]): number[] {
  return rated.slice(0, MOST).map((each) => each.line.n);
}
