import type { EvidenceLine, Piece } from "../facts/readEvidence";
import { placeOf } from "./placeOf";
import { hasForm } from "./sameMatter";

const TURNS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:more|extra)$/, /^(?:less|fewer)$/],
  [/^with$/, /^without$/],
  [/^before$/, /^after$/],
  [/^on$/, /^off$/],
  [/^both$/, /^(?:neither|one)$/],
  [/^(?:above|over)$/, /^(?:below|under)$/],
];

/** "10 g more yeast" and "10 g less yeast". */
export function areOpposedTurns(piece: Piece, evidence: Piece): boolean {
  if (piece.isNegated !== evidence.isNegated) return false;
  const isOnly = (each: Piece, one: RegExp, other: RegExp) => hasForm(each, one) && !hasForm(each, other);
  return TURNS.some(
    ([a, b]) => (isOnly(piece, a, b) && isOnly(evidence, b, a)) || (isOnly(piece, b, a) && isOnly(evidence, a, b)),
  );
}

const PLACES: readonly (readonly [string, string])[] = [
  ["from", "to"],
  ["from", "into"],
  ["for", "against"],
  ["into", "out"],
];

/** "From Napier to Dunedin" is not "from Dunedin to Napier". */
export function areOpposedPlaces(piece: Piece, line: EvidenceLine): boolean {
  return piece.words.some((word) => {
    const place = placeOf(word, piece);
    if (place === null) return false;
    const held = line.pieces.flatMap((each) =>
      each.words.filter((other) => other.concept === word.concept).map((other) => placeOf(other, each)),
    );
    const isOpposed = (other: string | null) =>
      PLACES.some(([a, b]) => (a === place && b === other) || (b === place && a === other));
    return held.length > 0 && held.every(isOpposed);
  });
}
