import { isSameFigure } from "./Figure";
import type { EvidenceLine, Piece } from "./readEvidence";
import { USER } from "./readPersons";
import type { Word } from "./readStatement";

/** Words that a piece takes over count for less than its own. */
const CONTEXT = 0.5;
const FIGURE = 1;
const SPEAKER = 0.6;

/** Whether a concept is held, also by a longer or shorter word of the same root ("vaccin", "vaccinate"). */
export function holds(concepts: ReadonlySet<string>, concept: string): boolean {
  if (concepts.has(concept)) return true;
  if (concept.length < 4) return false;
  for (const each of concepts) if (isAkin(each, concept)) return true;
  return false;
}

function isAkin(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const isLonger = Math.abs(a.length - b.length) <= 2 && (a.startsWith(b) || b.startsWith(a));
  if (shorter === 4) return isLonger;
  if (shorter < 5) return false;
  let shared = 0;
  while (shared < shorter && a[shared] === b[shared]) shared++;
  return shared >= Math.max(5, 0.8 * Math.max(a.length, b.length));
}

export function conceptsOf(words: readonly Word[]): Set<string> {
  return new Set(words.map((word) => word.concept));
}

export const weightOf = (words: readonly Word[]) => words.reduce((sum, word) => sum + word.weight, 0);

/** How much of one piece stands in another: words by their weight, each figure 1, what it takes over half. */
export function overlap(claim: Piece, evidence: Piece): number {
  const own = conceptsOf(evidence.words);
  let sum = 0;
  for (const word of claim.words)
    if (holds(own, word.concept)) sum += word.weight;
    else if (holds(evidence.context, word.concept)) sum += CONTEXT * word.weight;
  for (const figure of claim.figures)
    if (!figure.soft && evidence.figures.some((each) => isSameFigure(figure, each))) sum += FIGURE;
  // "I" stands there or it does not: a note leaves it out.
  const isUsers = (piece: Piece) => piece.persons.some((person) => person.who === USER);
  return isUsers(claim) && isUsers(evidence) ? sum + SPEAKER : sum;
}

/** The piece of a line that is about the same as a piece of a claim; null where none is. */
export function closestPiece(claim: Piece, line: EvidenceLine): { piece: Piece; shared: number } | null {
  let best: { piece: Piece; shared: number } | null = null;
  const { said } = line;
  const isOfDay = said !== null && claim.figures.some((figure) => figure.kind === "date" && isSameFigure(figure, said));
  for (const piece of line.pieces) {
    const shared = overlap(claim, piece) + (isOfDay ? FIGURE : 0);
    // Of two that share as much, the one that says no where the claim does.
    const isBetter =
      best === null
        ? shared > 0
        : shared > best.shared ||
          (shared === best.shared && best.piece.isNegated !== claim.isNegated && piece.isNegated === claim.isNegated);
    if (isBetter) best = { piece, shared };
  }
  return best;
}
