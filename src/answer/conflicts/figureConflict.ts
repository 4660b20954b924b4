import { type Figure, isRival, isSameFigure, isSlip } from "../facts/Figure";
import { conceptsOf, holds, weightOf } from "../facts/overlap";
import { type EvidenceLine, figuresOf, type Piece, type Told } from "../facts/readEvidence";
import type { Conflict } from "./Conflict";
import type { Matter } from "./findConflict";
import { holdsFigure, isAbout } from "./sameMatter";
import { isOfNow, isOfThisPeriod, isPast, tellsOfPast } from "./tense";

const NEAR = 0.5;

/** Another figure in the same place, or the right figure in another place or time. */
export function figureConflict(matter: Matter): Conflict | null {
  for (const figure of matter.piece.figures) {
    if (figure.soft || matter.derived.has(figure)) continue;
    const conflict = conflictOf(figure, matter);
    if (conflict) return conflict;
  }
  return null;
}

function conflictOf(figure: Figure, { piece, claim, line, cosine, lines }: Matter): Conflict | null {
  const at = line.pieces.filter((each) => holdsFigure(each, figure));
  const rivals = line.pieces.filter((each) =>
    each.figures.some((held) => isRival(figure, held) && !claim.figures.some((own) => isSameFigure(own, held))),
  );
  if (isHeadedOtherwise(figure, piece, line, claim)) return "figure";
  if (at.length === 0) {
    const isHeld = (each: EvidenceLine) => figuresOf(each).some((held) => isSameFigure(figure, held));
    if (isHeld(line)) return null;
    const isNearest = rivals.length > 0 && (cosine ?? 0) >= NEAR && !lines.some(isHeld);
    const isRivalOf = (rival: Piece) =>
      isAbout(piece, rival, cosine) || rival.figures.some((held) => isSlip(figure, held));
    return isNearest || rivals.some(isRivalOf) ? "figure" : null;
  }
  const near = at.filter((each) => isAbout(piece, each, null));
  if (near.length > 0 && near.every((each) => isCrossed(figure, each, claim))) return "figure";
  if (isOrdinal(figure) && at.every((own) => own.figures.some((held) => isOrdinal(held) && isRival(figure, held))))
    return "figure";
  const isAnothers = (own: Piece) =>
    rivals.some((rival) => rival !== own && isPlainRival(figure, rival) && belongsTo(figure, piece, rival, own, line));
  if (at.every(isAnothers)) return "figure";
  const isNewer = (rival: Piece) =>
    (isAbout(piece, rival, null) || (isOfNow(piece) && isOfNow(rival))) &&
    rival.figures.some((held) => isRival(figure, held) && !isPast(rival, held));
  const isOfNowOnly = !tellsOfPast(piece) || isOfThisPeriod(piece);
  return isOfNowOnly && at.every((own) => isPast(own, figure)) && rivals.some(isNewer) ? "past" : null;
}

/** "4 for three minutes" where a piece has 3 for four minutes. */
function isCrossed(figure: Figure, evidence: Piece, claim: Told): boolean {
  if (figure.kind !== "number" || !figure.unit) return false;
  const { dimension } = figure.unit;
  const same = evidence.figures.filter((held) => isSameFigure(figure, held));
  if (same.some((held) => held.kind !== "number" || held.unit)) return false;
  return evidence.figures.some(
    (held) =>
      held.kind === "number" &&
      held.unit?.dimension === dimension &&
      isRival(figure, held) &&
      claim.figures.some((each) => each.kind === "number" && !each.unit && each.value === held.value),
  );
}

/** "In April", of "March: groceries 438". */
function isHeadedOtherwise(figure: Figure, piece: Piece, line: EvidenceLine, claim: Told): boolean {
  if (figure.kind !== "date") return false;
  const isOther = (held: Figure) => isRival(figure, held) && !claim.figures.some((own) => isSameFigure(own, held));
  const about = line.pieces.filter((each) => isAbout(piece, each, null));
  return about.length > 0 && about.every((each) => each.headed.some(isOther) && !holdsFigure(each, figure));
}

/** A rival that says what it counts as much as the claim does. */
function isPlainRival(figure: Figure, { figures }: Piece): boolean {
  const hasUnit = (each: Figure) => each.kind === "number" && each.unit !== null;
  return figures.some((held) => isRival(figure, held) && hasUnit(figure) === hasUnit(held));
}

function isOrdinal(figure: Figure): boolean {
  return figure.kind === "number" && figure.ordinal;
}

/** Whether a claim's words point to the rival's piece rather than to the one that has its figure. */
function belongsTo(figure: Figure, piece: Piece, rival: Piece, own: Piece, line: EvidenceLine): boolean {
  if (own.isNegated === piece.isNegated && rival.isNegated !== piece.isNegated) return false;
  const inRival = conceptsOf(rival.words);
  const inOwn = conceptsOf(own.words);
  // "Week 51": what a number names is said once in a list.
  const isNamed = figure.kind === "number" && !figure.unit;
  const words = piece.words.filter((word) => !isNamed || word.at !== figure.from - 1);
  const toRival = weightOf(words.filter((word) => holds(inRival, word.concept) && !holds(inOwn, word.concept)));
  if (toRival === 0) return false;
  const isLater = line.pieces.indexOf(rival) > line.pieces.indexOf(own);
  const isOnlyHere = (concept: string) =>
    holds(inOwn, concept) && !holds(inRival, concept) && !(isLater && holds(rival.context, concept));
  const others = piece.figures.filter(
    (each) => each !== figure && !each.soft && holdsFigure(own, each) && !holdsFigure(rival, each),
  );
  const toOwn = weightOf(words.filter((word) => isOnlyHere(word.concept))) + others.length;
  const said = conceptsOf(piece.words);
  const unsaid = weightOf(own.words.filter((word) => !holds(said, word.concept) && !holds(inRival, word.concept)));
  // What stands before is taken over, unless the piece has a subject of its own.
  return isLater ? toRival > toOwn || (toRival === toOwn && unsaid >= 1) : unsaid >= 1 && toRival > toOwn;
}
