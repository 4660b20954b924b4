import { isSameFigure } from "../facts/Figure";
import { closestPiece, conceptsOf, holds, overlap, weightOf } from "../facts/overlap";
import type { EvidenceLine, Piece } from "../facts/readEvidence";

/** A piece of evidence is about a piece of a claim from here on, and from this share of it. */
const SHARED = 0.7;
const SHARE = 0.42;
const NEAR = 0.5;

/** Whether a claim's piece shares enough with a piece of evidence to be held against it. */
export function isEnough(piece: Piece, shared: number): boolean {
  return shared >= SHARED && shared >= SHARE * (weightOf(piece.words) + piece.figures.length);
}

/** The closest piece of a line, where it is about the same. */
export function sameMatter(piece: Piece, line: EvidenceLine): Piece | null {
  const closest = closestPiece(piece, line);
  const words = piece.words.filter((word) => !line.label.has(word.concept));
  return closest && isEnough({ ...piece, words }, closest.shared) ? closest.piece : null;
}

/** The sentence around a piece of evidence, as one piece. */
export function sentenceOf(piece: Piece, line: EvidenceLine): Piece {
  const pieces = line.pieces.filter((each) => each.sentence === piece.sentence);
  return {
    ...piece,
    words: pieces.flatMap((each) => each.words),
    figures: pieces.flatMap((each) => each.figures),
    persons: [],
  };
}

/** How much a claim's piece shares with the whole sentence of its closest piece. */
export function sharesSentence(piece: Piece, sentence: Piece): { some: boolean; enough: boolean } {
  const shared = overlap(piece, sentence);
  return { some: shared >= SHARED, enough: isEnough(piece, shared) };
}

/** Whether a piece of evidence is about what a claim's piece is about, its words and other figures counted. */
export function isAbout(piece: Piece, evidence: Piece, cosine: number | null): boolean {
  const own = conceptsOf(evidence.words);
  const words = piece.words.filter((word) => holds(own, word.concept) || holds(evidence.context, word.concept));
  const figures = piece.figures.filter((figure) => !figure.soft && holdsFigure(evidence, figure));
  const shared = weightOf(words) + figures.length;
  return shared > 0 && (shared >= Math.min(1, 0.4 * weightOf(piece.words)) || (cosine ?? 0) >= NEAR);
}

/** Whether a piece has a figure, in whatever form. */
export function holdsFigure({ figures }: Piece, figure: Piece["figures"][number]): boolean {
  return figures.some((held) => isSameFigure(figure, held));
}

/** Whether any token of a piece matches. */
export function hasForm({ tokens }: Piece, pattern: RegExp): boolean {
  return tokens.some((token) => pattern.test(token.form));
}
