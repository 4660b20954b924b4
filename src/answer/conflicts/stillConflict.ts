import { conceptsOf, holds, weightOf } from "../facts/overlap";
import type { EvidenceLine, Piece } from "../facts/readEvidence";
import { conceptOf } from "../facts/sameWords";
import type { Conflict } from "./Conflict";
import { hasForm } from "./sameMatter";

/** What ends a state: what was returned, sold or cancelled is not "still" there. */
const ENDINGS = new Set(
  `return sell remove cancel discard die finish stop lose expire replace eat break leave sign arrive come find approve collect
   repair repay`
    .split(/\s+/)
    .map(conceptOf),
);
const GONE = /^(?:back|home|gone|ready|over|done)$/;
const STILL = /^still$/;

/** "Still" is contradicted by whatever ended it. */
export function stillConflict(piece: Piece, line: EvidenceLine): Conflict | null {
  if ((piece.isNegated && !hasForm(piece, /^missing$/)) || !hasForm(piece, STILL)) return null;
  const [first] = piece.persons;
  const strong = piece.words.filter((word) => word.weight >= 1 && word.form !== first?.who);
  const said = conceptsOf(strong);
  const about = (each: Piece) => {
    const own = conceptsOf(each.words);
    return weightOf(strong.filter((word) => holds(own, word.concept)));
  };
  const most = Math.max(...line.pieces.map(about));
  const ends = line.pieces.some((each) => {
    const own = conceptsOf(each.words);
    // "Ran out of yarn, need two more balls": what says most of it is what counts.
    if (about(each) < Math.max(1, most)) return false;
    if (each.isNegated || hasForm(each, GONE)) return true;
    return [...own, ...each.context].some((concept) => ENDINGS.has(concept) && !said.has(concept));
  });
  return ends ? "ended" : null;
}

/** "Has been repaired" where something is "still" so, and nobody repaired it. */
export function isLeft(piece: Piece, evidence: Piece): boolean {
  const ended = piece.words.filter((word) => ENDINGS.has(word.concept));
  if (piece.isNegated || ended.length === 0 || !hasForm(evidence, STILL)) return false;
  return !ended.some((word) => holds(conceptsOf(evidence.words), word.concept));
}
