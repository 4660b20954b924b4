import { isSameFigure } from "../facts/Figure";
import { isPastForm } from "../facts/irregular";
import { conceptsOf, holds, weightOf } from "../facts/overlap";
import type { EvidenceLine, Piece } from "../facts/readEvidence";
import type { Word } from "../facts/readStatement";
import type { Conflict } from "./Conflict";
import { nextOf, placeOf } from "./placeOf";
import { holdsFigure } from "./sameMatter";

/**
 * What is said of another thing of the same sentence: of "box in the cellar, snowsuit in the wardrobe" that the snowsuit is in
 * the cellar. A piece without a subject of its own goes on what stands before it.
 */
export function bindingConflict(piece: Piece, line: EvidenceLine): Conflict | null {
  const strong = piece.words.filter((word) => word.weight >= 1);
  if (strong.length + piece.figures.length < 2) return null;
  const about = (each: Piece) =>
    weightOf(strong.filter((word) => has(each, word))) +
    piece.figures.filter((figure) => !figure.soft && holdsFigure(each, figure)).length;
  const most = Math.max(0, ...line.pieces.map(about));
  if (most === 0) return null;
  return line.pieces.filter((each) => about(each) === most).every((each) => isOthers(piece, each, strong, line))
    ? "binding"
    : null;
}

const has = (each: Piece, word: Word) => holds(conceptsOf(each.words), word.concept);

/** Whether a piece of evidence says what it says of something else than the claim's words that stand beside it. */
function isOthers(piece: Piece, evidence: Piece, strong: readonly Word[], line: EvidenceLine): boolean {
  const beside = line.pieces.filter((each) => each !== evidence && each.sentence === evidence.sentence);
  const elsewhere = strong.filter((word) => !has(evidence, word) && beside.some((each) => has(each, word)));
  if (elsewhere.length === 0) return false;
  const said = conceptsOf(piece.words);
  const matched = evidence.words.filter((word) => holds(said, word.concept)).map((word) => word.at);
  const figures = evidence.figures.filter((held) => piece.figures.some((figure) => isSameFigure(figure, held)));
  const begins = Math.min(...matched, ...figures.map((figure) => figure.from));
  const places = new Set(elsewhere.map((word) => placeOf(word, piece)));
  return evidence.words.some((word) => {
    if (word.weight < 1 || holds(said, word.concept)) return false;
    const place = placeOf(word, evidence);
    return place === null ? isSubject(word, evidence, begins) : places.has(place);
  });
}

/** Whether a word is what the words from `begins` on are said of: not "Outbound:", nor the "access" of an access code. */
function isSubject(word: Word, evidence: Piece, begins: number): boolean {
  if (word.at >= begins) return false;
  const head = nextOf(word, evidence);
  const isVerb = head !== null && (/(?:ed|ing|s|en)$/.test(head.form) || isPastForm(head.form));
  if (head?.at === begins && !isVerb) return false;
  return !evidence.tokens
    .slice(word.at - evidence.from + 1, begins - evidence.from)
    .some((token) => token.form === ":");
}
