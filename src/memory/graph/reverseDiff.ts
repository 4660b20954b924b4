import type { Change, GraphDiff } from "../model";

/** The diff that takes this one back. */
export function reverseDiff(diff: GraphDiff): GraphDiff {
  const swap = (change: Change) => ({ ...change, before: change.after, after: change.before }) as Change;
  return { changes: diff.changes.map(swap).reverse() };
}
