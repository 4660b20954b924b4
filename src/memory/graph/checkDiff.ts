import type { Change, GraphDiff } from "../model";
import { isSame } from "./isSame";

/** Why a diff may not be applied to anything, in sentences; empty where it may. Rules [D1], [D5], [D6] of SPEC.md. */
export function checkDiff(diff: GraphDiff): string[] {
  const broken: string[] = [];
  const seen = new Set<string>();
  for (const change of diff.changes) {
    const name = `${change.table} ${change.id}`;
    if (seen.has(name)) broken.push(`The row ${name} is changed twice in one diff.`);
    seen.add(name);
    for (const row of [change.before, change.after]) {
      if (row !== null && row.id !== change.id) broken.push(`The change of ${name} holds the row ${row.id}.`);
    }
    const rewritten = rewrites(change);
    if (rewritten !== null) broken.push(`The change of ${name} rewrites ${rewritten}, which never changes.`);
  }
  return broken;
}

/** What never changes in a row and yet would: the words of a passage, the bytes a source stands for. */
function rewrites(change: Change): string | null {
  if (change.before === null || change.after === null) return null;
  if (change.table === "passages") {
    const { status: _before, ...before } = change.before;
    const { status: _after, ...after } = change.after;
    return isSame(before, after) ? null : "a passage";
  }
  if (change.table === "sources") return change.before.contentHash === change.after.contentHash ? null : "a hash";
  return null;
}
