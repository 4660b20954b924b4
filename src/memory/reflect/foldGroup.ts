import { STRENGTH_GAIN } from "../consolidate/consolidate";
import { joinEvidence } from "../graph/evidence";
import type { Memory } from "../model";
import type { DuplicateGroup } from "./findDuplicates";

/** The rows of a group once it is folded: the survivor with all evidence, the others archived in its favour. */
export function foldGroup({ survivor, folded }: DuplicateGroup): { survivor: Memory; archived: Memory[] } {
  let evidence = survivor.evidence;
  let strength = survivor.strength;
  const passages = new Set(evidence.map((each) => each.passageId));
  for (const memory of folded) {
    evidence = joinEvidence(evidence, memory.evidence);
    strength = Math.max(strength, memory.strength);
  }
  for (const { passageId } of evidence) {
    // As consolidate reinforces: each further passage takes its share of what is missing to 1.
    if (!passages.has(passageId)) strength += (1 - strength) * STRENGTH_GAIN;
    passages.add(passageId);
  }
  const all = [survivor, ...folded];
  const starts = all.flatMap((memory) => memory.validFrom ?? []);
  return {
    survivor: {
      ...survivor,
      evidence,
      strength,
      learnedAt: Math.min(...all.map((memory) => memory.learnedAt)),
      validFrom: starts.length === 0 ? null : Math.min(...starts),
    },
    archived: folded.map((memory) => ({ ...memory, status: "archived", replacedBy: survivor.id })),
  };
}
