import { isDoubt } from "../conflicts/Conflict";
import { hardFigures } from "../facts/Figure";
import type { Told } from "../facts/readEvidence";
import type { Rated } from "./rate";

/** A line that has the figure settles what one without it says of nearly as much. */
const NEARLY = 0.9;

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
    const open = figures.filter((figure) => !other.figures.includes(figure));
    const held = figures.filter((figure) => one.figures.includes(figure));
    if (!open.every((figure) => held.includes(figure))) return false;
    // What was said later of the same, and has the very figures, is what is true now.
    if (held.length > 0 && agreeing.shared > held.length && isLater(one, other)) return true;
    if (open.length > 0 && agreeing.shared >= NEARLY * opposed.shared) return true;
  }
  // What is still so was said after what ended it, or of another thing.
  if (opposed.conflict === "ended" && isLater(other, one)) return false;
  const isTied = opposed.conflict === "polarity" && piece.isNegated && agreeing.shared === opposed.shared;
  return agreeing.shared > opposed.shared || isTied;
}

function isLater({ line }: Rated, other: Rated): boolean {
  return line.saidAt !== null && other.line.saidAt !== null && line.saidAt > other.line.saidAt;
}
