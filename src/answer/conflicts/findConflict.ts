import type { Figure } from "../facts/Figure";
import type { EvidenceLine, Piece, Told } from "../facts/readEvidence";
import { bindingConflict } from "./bindingConflict";
import { type Conflict, isDoubt } from "./Conflict";
import { contrastConflict } from "./contrastConflict";
import { figureConflict } from "./figureConflict";
import { orderConflict } from "./orderConflict";
import { ownerConflict } from "./ownerConflict";
import { personConflict } from "./personConflict";
import { polarityConflict } from "./polarityConflict";
import { roleConflict } from "./roleConflict";
import { stillConflict } from "./stillConflict";
import { substitutionConflict } from "./substitutionConflict";

/** What a piece of a claim is held against. */
export interface Matter {
  piece: Piece;
  claim: Told;
  line: EvidenceLine;
  /** Of the whole claim to the line; null where there is no vector. */
  cosine: number | null;
  /** Figures of the claim that were worked out from several. */
  derived: ReadonlySet<Figure>;
  /** Every line of evidence. */
  lines: readonly EvidenceLine[];
}

/** What of a line speaks against a piece of a claim, what only keeps it from supporting it after that; null where nothing does. */
export function findConflict(matter: Matter): Conflict | null {
  const { piece, claim, line, derived } = matter;
  const found: (Conflict | null)[] = [
    stillConflict(piece, line),
    figureConflict(matter),
    ownerConflict(piece, line),
    personConflict(piece, claim, line),
    roleConflict(piece, line),
    orderConflict(piece, line),
  ];
  // What was reckoned together is said in words of its own.
  if (derived.size === 0)
    found.push(contrastConflict(piece, line), polarityConflict(piece, line), substitutionConflict(piece, claim, line));
  found.push(bindingConflict(piece, line));
  const conflicts = found.filter((each) => each !== null);
  return conflicts.find((each) => !isDoubt(each)) ?? conflicts[0] ?? null;
}
