import { isDoubt } from "../conflicts/Conflict";
import { hardFigures, isSlip } from "../facts/Figure";
import type { Told } from "../facts/readEvidence";
import { type Derived, derive } from "./derive";
import { likelihood } from "./likelihood";
import type { Reading } from "./Reading";
import { isIn, type Near, type Rated, rate, shareOf } from "./rate";
import { type Signs, signsOf } from "./signsOf";
import { standing } from "./standing";
import { ALONE, WITH_JUDGE } from "./weights";

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
/** A line that speaks against a claim is about the same thing: less is enough where no line holds the claim's figure. */
const ABOUT = 0.7;
const ABOUT_FIGURE = 0.5;
const ABOUT_SLIP = 0.25;
const MOST = 3;
/** A further source is nearly as strong as the best. */
const NEARLY = 0.75;
const STRONG = 0.85;

/** A claim that was held against lines; `signs` is null where there is no line. */
export interface Examined {
  claim: Told;
  signs: Signs | null;
  rated: Rated[];
  stands: ReadonlySet<Rated>;
  derived: Derived[];
}

/** Holds a claim against lines of evidence. O(words of the claim x words of the lines). */
export function examine(claim: Told, lines: readonly Near[]): Examined {
  const derived = derive(
    claim,
    lines.map((near) => near.line),
  );
  const rated = rate(claim, lines, new Set(derived.map((each) => each.figure)));
  const stands = standing(claim, rated);
  return { claim, signs: signsOf(claim, rated, stands, derived), rated, stands, derived };
}

/** What lines say of a claim, by its signs, and by what the judge reads where there is one. */
export function weigh({ claim, signs, rated, stands, derived }: Examined, reading: Reading | null = null): Weighed {
  if (!signs) return { sources: [], against: [] };
  const read = reading ? { ...signs, ...reading } : signs;
  const { supported, contradicted } = reading ? WITH_JUDGE : ALONE;
  const against = opposing(claim, rated, stands, derived, signs, likelihood(read, contradicted));
  if (against.length > 0) return { sources: [], against };
  const isSupported = signs.nowhere === 0 && likelihood(read, supported) >= SUPPORTS;
  return { sources: isSupported ? supporting(claim, rated, stands, derived) : [], against: [] };
}

function opposing(
  claim: Told,
  rated: readonly Rated[],
  stands: ReadonlySet<Rated>,
  derived: readonly Derived[],
  signs: Signs,
  likely: number,
): number[] {
  const open = hardFigures(claim).filter((figure) => !derived.some((each) => each.figure === figure));
  const isSlipped = ({ line, about }: Rated) =>
    about >= ABOUT_SLIP && open.some((figure) => line.figures.some((held) => isSlip(figure, held)));
  const opposes = (each: Rated) =>
    stands.has(each) &&
    (each.about >= (signs.nowhere > 0 ? ABOUT_FIGURE : ABOUT) || (signs.nowhere > 0 && isSlipped(each)));
  const lines = rated.filter(opposes);
  const isLikely = lines.length === 0 && likely >= CONTRADICTS;
  const [top] = rated;
  // A figure or a name that no line has, in what is otherwise said of the very thing.
  const isOther = signs.nowhere > 0 || signs.missingNames > 0 || stands.size > 0;
  const others = isLikely && isOther && top ? [rated.find((each) => stands.has(each)) ?? top] : [];
  return numbersOf([...lines, ...others]).sort((a, b) => a - b);
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
