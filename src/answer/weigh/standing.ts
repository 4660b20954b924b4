import { isDoubt } from "../conflicts/Conflict";
import type { Told } from "../facts/readEvidence";
import { hardFigures, type Rated } from "./rate";

/** Lines whose conflict with a claim stands: in a piece in which no other line agrees as much. */
export function standing(claim: Told, rated: readonly Rated[]): Set<Rated> {
  const stands = new Set<Rated>();
  for (const at of claim.pieces.keys())
    for (const each of rated) {
      const conflict = each.pieces[at]?.conflict;
      if (!conflict || isDoubt(conflict)) continue;
      if (conflict === "past" || !rated.some((other) => answers(other, each, at, claim))) stands.add(each);
    }
  return stands;
}

/** Whether one line settles a piece of the claim that another one speaks against. */
function answers(one: Rated, other: Rated, at: number, claim: Told): boolean {
  const agreeing = one.pieces[at];
  const opposed = other.pieces[at];
  const piece = claim.pieces[at];
  if (!agreeing || !opposed || !piece || agreeing.shared === 0) return false;
  if (agreeing.conflict && !isDoubt(agreeing.conflict)) return false;
  if (opposed.conflict === "figure") {
    const figures = hardFigures(piece);
    if (!figures.every((figure) => one.figures.includes(figure))) return false;
    // What was said later, and has the very figures, is what is true now.
    if (figures.length > 0 && isLater(one, other)) return true;
  }
  const isTied = opposed.conflict === "polarity" && piece.isNegated && agreeing.shared === opposed.shared;
  return agreeing.shared > opposed.shared || isTied;
}

function isLater({ line }: Rated, other: Rated): boolean {
  return line.saidAt !== null && other.line.saidAt !== null && line.saidAt > other.line.saidAt;
}
