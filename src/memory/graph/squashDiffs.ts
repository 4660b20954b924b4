import type { Change, GraphDiff } from "../model";
import { DiffMismatch } from "./applyDiff";
import { isSame } from "./isSame";

/**
 * One diff that does what these do one after another: at most one change a row, none for a row that ends as it began.
 * Throws DiffMismatch where a later diff was not made for what an earlier one left.
 */
export function squashDiffs(diffs: readonly GraphDiff[]): GraphDiff {
  const byRow = new Map<string, Change>();
  for (const change of diffs.flatMap((diff) => diff.changes)) {
    const key = `${change.table} ${change.id}`;
    const earlier = byRow.get(key);
    if (earlier === undefined) {
      byRow.set(key, change);
      continue;
    }
    if (!isSame(earlier.after, change.before)) throw new DiffMismatch(change);
    const entry = earlier.entry === change.entry ? change.entry : null;
    byRow.set(key, { ...change, before: earlier.before, entry } as Change);
  }
  return { changes: [...byRow.values()].filter((change) => !isSame(change.before, change.after)) };
}
