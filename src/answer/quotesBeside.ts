import type { Answer, Recalled } from "../memory/model";
import { isSameFigure } from "./facts/Figure";
import { closestPiece, holds, weightOf } from "./facts/overlap";
import { type EvidenceLine, namesOf, readClaim, readLine, type Told } from "./facts/readEvidence";

const MOST = 2;
/** An answer that holds less of the words of a sentence's one source says less than it. */
const FAR_SHORTER = 0.5;

/**
 * The lines whose words should stand beside a model's answer, at most two: those of which it says far less, or whose number,
 * date or name it drops where it tells of that very thing. Where none of its sentences is supported, the line that memory
 * found first.
 */
export function quotesBeside({ kind, text, claims, recalled }: Answer): Recalled[] {
  if (kind !== "model") return [];
  const supported = claims.filter((claim) => claim.sources.length > 0);
  if (supported.length === 0) return recalled.slice(0, 1);
  const sentences = supported.map(({ start, end }) => text.slice(start, end));
  const names = namesOf(sentences, recalled);
  const answer = readClaim(text, names, null);
  const beside = new Set<Recalled>();
  for (const [at, { sources }] of supported.entries()) {
    const line = sources.length === 1 ? recalled.find(({ n }) => n === sources[0]) : undefined;
    if (!line || beside.has(line)) continue;
    const told = readLine(line, names);
    const held = told.words.filter((word) => holds(answer.concepts, word.concept));
    const isShort = weightOf(held) < FAR_SHORTER * weightOf(told.words);
    if (isShort || dropsFact(readClaim(sentences[at] ?? "", names, null), told, answer)) beside.add(line);
  }
  return [...beside].slice(0, MOST);
}

/** Whether the parts of a line that a sentence is about hold a figure or a name that the whole answer does not. */
function dropsFact(sentence: Told, line: EvidenceLine, answer: Told): boolean {
  return sentence.pieces.some((piece) => {
    const closest = closestPiece(piece, line)?.piece;
    if (!closest) return false;
    return (
      closest.figures.some((figure) => !figure.soft && !answer.figures.some((each) => isSameFigure(each, figure))) ||
      closest.words.some((word) => word.isName && !holds(answer.concepts, word.concept))
    );
  });
}
