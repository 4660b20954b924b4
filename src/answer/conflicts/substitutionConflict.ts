import { type Figure, isSameFigure } from "../facts/Figure";
import { conceptsOf, holds } from "../facts/overlap";
import type { EvidenceLine, Piece, Told } from "../facts/readEvidence";
import type { Word } from "../facts/readStatement";
import type { Conflict } from "./Conflict";
import { isThing, nextOf, placeOf, standsAfterPlace } from "./placeOf";
import { sameMatter } from "./sameMatter";

/** A word that no part of the line holds, where the line has another: "at the university", "the bus station", "the pram for 60". */
export function substitutionConflict(piece: Piece, claim: Told, line: EvidenceLine): Conflict | null {
  const closest = sameMatter(piece, line);
  if (!closest || closest.isNegated !== piece.isNegated) return null;
  const held = conceptsOf(line.words);
  const others = line.pieces.filter((each) => each.sentence === closest.sentence && each.isNegated === piece.isNegated);
  const isReplaced = (word: Word) =>
    word.weight >= 1 &&
    !word.isName &&
    !holds(held, word.concept) &&
    others.some((each) => each.words.some((other) => isInPlaceOf(word, piece, other, each, held, claim.concepts)));
  return piece.words.some(isReplaced) ? "contrast" : null;
}

function isInPlaceOf(
  word: Word,
  piece: Piece,
  other: Word,
  evidence: Piece,
  held: ReadonlySet<string>,
  said: ReadonlySet<string>,
): boolean {
  if (other.weight < 1 || holds(said, other.concept)) return false;
  const head = nextOf(word, piece);
  const otherHead = nextOf(other, evidence);
  if (head && otherHead && isSameForm(head.form, otherHead.form)) return true;
  // "The green kitchen door" of the kitchen door; "allergic to peanuts" names another thing.
  const isPartly = piece.words.some(
    (each) =>
      each.at < word.at && each.at >= word.at - 2 && holds(held, each.concept) && !standsAfterPlace(word, each, piece),
  );
  const place = isPartly ? null : placeOf(word, piece);
  if (place !== null && place === placeOf(other, evidence) && !holds(said, (otherHead ?? other).concept)) return true;
  if (!isThing(word, piece) || !isThing(other, evidence)) return false;
  const figures = figuresAfter(evidence, other);
  return figuresAfter(piece, word).some((figure) => figures.some((each) => isSameFigure(figure, each)));
}

const isSameForm = (a: string, b: string) => a.replace(/s$/, "") === b.replace(/s$/, "");

/** Figures that begin one or two tokens after a word. */
function figuresAfter({ figures }: Piece, word: Word): Figure[] {
  return figures.filter((figure) => !figure.soft && figure.from > word.at && figure.from <= word.at + 2);
}
