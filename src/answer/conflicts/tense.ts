import { type Figure, isSameFigure } from "../facts/Figure";
import { isPastForm } from "../facts/irregular";
import type { Piece } from "../facts/readEvidence";
import { hasForm } from "./sameMatter";

const PAST = /^(?:was|were|formerly|previously|before|earlier|used|had|did|ago|old|yesterday)$/;
const PERIOD = /^(?:time|year|month|week)$/;

/** "Now", "currently". */
export const isOfNow = (piece: Piece) => hasForm(piece, /^(?:now|currently)$/);

/** "There were nine this year." */
export function isOfThisPeriod(piece: Piece): boolean {
  return hasPeriod(piece, "this");
}

/** Whether a claim tells of what was: its evidence may be what is no more. */
export function tellsOfPast({ tokens }: Piece): boolean {
  return tokens.some(({ form }) => PAST.test(form) || isPastForm(form));
}

/** Whether a piece of evidence tells of before, or a figure of several in it does: "2.1 (was 2.8)". */
export function isPast(piece: Piece, figure: Figure): boolean {
  const { figures, tokens, from } = piece;
  if (figures.length < 2) return hasForm(piece, PAST) || hasPeriod(piece, "last");
  const own = figures.find((each) => isSameFigure(figure, each));
  const before = own ? tokens.slice(Math.max(0, own.from - from - 2), own.from - from) : [];
  return before.some((token) => PAST.test(token.form) || token.form === "instead");
}

function hasPeriod({ tokens }: Piece, which: string): boolean {
  return tokens.some((token, at) => token.form === which && PERIOD.test(tokens[at + 1]?.form ?? ""));
}
