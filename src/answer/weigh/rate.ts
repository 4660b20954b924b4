import type { Conflict } from "../conflicts/Conflict";
import { findConflict } from "../conflicts/findConflict";
import { type Figure, hardFigures, isSameFigure } from "../facts/Figure";
import { closestPiece, conceptsOf, holds, weightOf } from "../facts/overlap";
import { type EvidenceLine, figuresOf, type Piece, type Told } from "../facts/readEvidence";
import type { Word } from "../facts/readStatement";

/** A line and its cosine to a claim; null where one of them has no vector. */
export interface Near {
  line: EvidenceLine;
  cosine: number | null;
}

/** What a line has to do with a claim. */
export interface Rated {
  line: EvidenceLine;
  /** Cosine, or what words alone let expect where there is none. */
  cosine: number;
  /** Share of the claim's words that the line or its label holds, 0 to 1. */
  covered: number;
  /** Figures of the claim that the line holds. */
  figures: Figure[];
  /** Whether the claim's words stand together in it. */
  coherent: boolean;
  /** What words and meaning share. */
  about: number;
  /** The same with what the shared figures are worth. */
  strength: number;
  /** For each piece of the claim, what its closest piece shares, and what speaks against it. */
  pieces: { shared: number; conflict: Conflict | null }[];
}

/** "You have to be there at 20:30" has no word to share. */
const LITTLE = 0.25;
/** Cosine of a claim to a line that shares none of its words or all, on the cases of test/fixtures/faithful. */
const COSINE_OF_NONE = 0.3;
const COSINE_OF_ALL = 0.75;
const WHOLE = 0.12;

/** O(words of the claim x words of the lines). */
export function rate(claim: Told, lines: readonly Near[], derived: ReadonlySet<Figure>): Rated[] {
  const all = lines.map((near) => near.line);
  const rated = lines.map(({ line, cosine }): Rated => {
    const covered = shareOf(claim.words, [line]);
    const nearness = cosine ?? COSINE_OF_NONE + (COSINE_OF_ALL - COSINE_OF_NONE) * covered;
    const held = figuresOf(line);
    const figures = hardFigures(claim).filter((figure) => held.some((each) => isSameFigure(figure, each)));
    const hasWords = claim.words.some((word) => word.weight >= 1);
    const about = (hasWords ? covered : Math.max(covered, LITTLE)) + nearness;
    return {
      line,
      cosine: nearness,
      covered,
      figures,
      coherent: figures.length > 0 || claim.pieces.every((piece) => isCoherent(piece, line)),
      about,
      strength: about + worthOf(figures) + (isWhole(claim, line) ? WHOLE : 0),
      pieces: claim.pieces.map((piece) => ({
        shared: closestPiece(piece, line)?.shared ?? 0,
        conflict: findConflict({ piece, claim, line, cosine, derived, lines: all }),
      })),
    };
  });
  return rated.sort((a, b) => b.strength - a.strength || a.line.n - b.line.n);
}

/** Share of words that lines hold between them, by weight; 1 where there are no words. */
export function shareOf(words: readonly Word[], lines: readonly EvidenceLine[]): number {
  const all = weightOf(words);
  const shared = weightOf(words.filter((word) => lines.some((line) => isIn(line, word))));
  return all > 0 ? shared / all : 1;
}

export function isIn(line: EvidenceLine, word: Word): boolean {
  return holds(line.concepts, word.concept) || line.label.has(word.concept);
}

/** What shared figures are worth: "14.90" tells more than "two". */
export function worthOf(figures: readonly Figure[]): number {
  const worth = figures.map((figure) => {
    if (figure.kind === "code" || figure.kind === "time") return 0.4;
    if (figure.kind !== "number") return 0.3;
    return figure.unit || figure.value >= 20 || !Number.isInteger(figure.value) ? 0.4 : 0.2;
  });
  return Math.min(
    0.8,
    worth.reduce((sum, each) => sum + each, 0),
  );
}

/** Whether a claim leaves nothing out of a piece of evidence that says at least two things. */
function isWhole(claim: Told, line: EvidenceLine): boolean {
  return line.pieces.some((piece) => {
    const figures = hardFigures(piece);
    if (weightOf(piece.words) + figures.length < 2) return false;
    const words = piece.words.every((word) => word.weight < 1 || holds(claim.concepts, word.concept));
    return words && figures.every((figure) => claim.figures.some((each) => isSameFigure(each, figure)));
  });
}

const TOGETHER = 0.6;

/** Whether the words of a piece stand in one piece of a line with what it takes over, and not one here and one there. */
function isCoherent(piece: Piece, line: EvidenceLine): boolean {
  const found = piece.words.filter((word) => word.weight >= 1 && holds(line.concepts, word.concept));
  if (found.length < 2) return true;
  const said = conceptsOf(piece.words);
  const together = line.pieces.map((each) => {
    const own = conceptsOf(each.words);
    const takesOver = !hasSubject(each, said);
    const isHere = ({ concept }: Word) => holds(own, concept) || (takesOver && holds(each.context, concept));
    return weightOf(found.filter(isHere));
  });
  return Math.max(...together) >= TOGETHER * weightOf(found);
}

/** Whether a piece of evidence begins with something that the claim does not name: it goes on nothing then. */
function hasSubject({ words }: Piece, said: ReadonlySet<string>): boolean {
  const [first] = words;
  if (!first || first.weight < 1 || holds(said, first.concept)) return false;
  return words.some((word) => holds(said, word.concept));
}
