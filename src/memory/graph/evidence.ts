import type { Evidence } from "../model";

/** The order of a memory's evidence: by passage, then by place. */
export function compareEvidence(a: Evidence, b: Evidence): number {
  if (a.passageId !== b.passageId) return a.passageId < b.passageId ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}

/** All evidence of both, once each, in order. */
export function joinEvidence(a: readonly Evidence[], b: readonly Evidence[]): Evidence[] {
  const sorted = [...a, ...b].sort(compareEvidence);
  return sorted.filter((each, place) => {
    const last = sorted[place - 1];
    return last === undefined || compareEvidence(last, each) !== 0;
  });
}
