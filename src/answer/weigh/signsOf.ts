import { type Conflict, isDoubt } from "../conflicts/Conflict";
import { hardFigures } from "../facts/Figure";
import { holds, weightOf } from "../facts/overlap";
import type { Told } from "../facts/readEvidence";
import { USER } from "../facts/readPersons";
import type { Derived } from "./derive";
import { isIn, type Rated, worthOf } from "./rate";

/** What tells whether evidence supports a claim. "Its" is of the line that shares most with it. */
export const SIGNS = [
  "covered",
  "cosine",
  "shared",
  "inOrder",
  "explained",
  "coherent",
  "words",
  "missingWords",
  "names",
  "missingNames",
  "figures",
  "worth",
  "lacking",
  "nowhere",
  "derived",
  "free",
  "negated",
  "ofUser",
  "itsFigure",
  "itsContrast",
  "itsPerson",
  "itsPolarity",
  "itsBinding",
  "itsUnsure",
  "itsStanding",
  "standing",
  "conflicts",
  "otherPast",
  "borrowed",
] as const;
export type Sign = (typeof SIGNS)[number];
export type Signs = Record<Sign, number>;

/** The signs of a claim; null where there is no line. */
export function signsOf(
  claim: Told,
  rated: readonly Rated[],
  stands: ReadonlySet<Rated>,
  derived: readonly Derived[],
): Signs | null {
  const [top] = rated;
  if (!top) return null;
  const hard = hardFigures(claim);
  const open = hard.filter((figure) => !derived.some((each) => each.figure === figure));
  const names = claim.words.filter((word) => word.isName);
  const has = (conflict: Conflict) => Number(top.pieces.some((piece) => piece.conflict === conflict));
  const isOpposed = (each: Rated) => each.pieces.some((piece) => piece.conflict !== null && !isDoubt(piece.conflict));
  const isPast = (each: Rated) =>
    each.pieces.some((piece) => (piece.conflict === "past" || piece.conflict === "ended") && piece.shared > 0);
  const shared = top.pieces.reduce((sum, piece) => sum + piece.shared, 0);
  return {
    covered: top.covered,
    cosine: top.cosine,
    shared: shared / Math.max(1, weightOf(claim.words) + hard.length),
    inOrder: inOrder(claim, top),
    explained: explained(claim, top),
    coherent: Number(top.coherent),
    words: claim.words.filter((word) => word.weight >= 1).length,
    missingWords: claim.words.filter((word) => word.weight >= 1 && !isIn(top.line, word)).length,
    names: names.length,
    missingNames: names.filter((word) => !isIn(top.line, word)).length,
    figures: hard.length,
    worth: worthOf(top.figures),
    lacking: open.filter((figure) => !top.figures.includes(figure)).length,
    nowhere: open.filter((figure) => !rated.some((each) => each.figures.includes(figure))).length,
    derived: derived.length,
    free: rated.find((each) => each.pieces.every((piece) => piece.conflict === null))?.strength ?? 0,
    negated: Number(claim.pieces.some((piece) => piece.isNegated)),
    ofUser: Number(claim.pieces.some((piece) => piece.persons.some((person) => person.who === USER))),
    itsFigure: has("figure"),
    itsContrast: has("contrast"),
    itsPerson: has("person"),
    itsPolarity: has("polarity"),
    itsBinding: has("binding"),
    itsUnsure: has("unsure"),
    itsStanding: Number(stands.has(top)),
    standing: stands.size,
    conflicts: rated.filter(isOpposed).length,
    borrowed: borrowed(claim, top, rated.filter(isOpposed)),
    otherPast: Math.max(0, ...rated.filter((each) => each !== top && isPast(each)).map((each) => each.about)),
  };
}

/** Share of the claim's words that the top line lacks and a line that speaks of something else has. */
function borrowed(claim: Told, top: Rated, opposed: readonly Rated[]): number {
  const strong = claim.words.filter((word) => word.weight >= 1);
  const taken = strong.filter(
    (word) => !isIn(top.line, word) && opposed.some((each) => each !== top && isIn(each.line, word)),
  );
  return taken.length / Math.max(1, strong.length);
}

/** Longest common subsequence of the words of both, as a share of the claim's. */
function inOrder(claim: Told, { line }: Rated): number {
  const a = claim.words.map((word) => word.concept);
  const b = line.words.map((word) => word.concept);
  if (a.length === 0) return 0;
  let before = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const row = [0];
    for (const [at, other] of b.entries())
      row.push(word === other ? (before[at] ?? 0) + 1 : Math.max(before[at + 1] ?? 0, row[at] ?? 0));
    before = row;
  }
  return (before.at(-1) ?? 0) / a.length;
}

/** Share of the piece of evidence that the claim says most of. */
function explained(claim: Told, { line }: Rated): number {
  const shares = line.pieces.map(({ words }) => {
    const all = weightOf(words);
    return all > 0 ? weightOf(words.filter((word) => holds(claim.concepts, word.concept))) / all : 0;
  });
  return Math.max(0, ...shares);
}
