import type { EvidenceLine, Piece } from "../facts/readEvidence";
import type { Conflict } from "./Conflict";
import { hasForm } from "./sameMatter";

const FIRST_OF = /^(?:first|opens?|opened|starts?|started|begins?|began|opener|opening)$/;
const LAST_OF = /^(?:last|final|finally|closes?|closed|ends?|ended|finishes|finished|encore|closing)$/;
const FEWEST = 3;

/** A name that is said to be first or last, and stands elsewhere in a list of at least three. */
export function orderConflict(piece: Piece, line: EvidenceLine): Conflict | null {
  const named = new Set(piece.words.filter((word) => word.isName).map((word) => word.concept));
  const isFirst = hasForm(piece, FIRST_OF);
  if (named.size === 0 || isFirst === hasForm(piece, LAST_OF)) return null;
  for (const sentence of new Set(line.pieces.map((each) => each.sentence))) {
    const pieces = line.pieces.filter((each) => each.sentence === sentence);
    const commas = pieces.flatMap((each) => each.tokens).filter((token) => token.form === ",").length;
    const names = pieces.flatMap((each) => each.words.filter((word) => word.isName)).sort((a, b) => a.at - b.at);
    const at = names.findIndex((word) => named.has(word.concept));
    if (at < 0 || commas + 1 < FEWEST || names.length < FEWEST) continue;
    const others = isFirst ? names.slice(0, at) : names.slice(at);
    if (others.some((word) => !named.has(word.concept))) return "order";
  }
  return null;
}
