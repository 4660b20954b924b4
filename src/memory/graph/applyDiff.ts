import type { Change, GraphDiff, TableName } from "../model";
import type { GraphRows } from "./GraphRows";
import { isSame } from "./isSame";

/** A diff was made for other rows than those it met. */
export class DiffMismatch extends Error {
  override name = "DiffMismatch";
  constructor(change: Change) {
    super(`The row ${change.table} ${change.id} is not as the change found it.`);
  }
}

/**
 * The rows after a diff, its changes taken one after another; tables that it does not touch are shared.
 * Throws DiffMismatch where a row is not its `before`.
 */
export function applyDiff(rows: GraphRows, diff: GraphDiff): GraphRows {
  const touched = new Map<TableName, Map<string, unknown>>();
  for (const change of diff.changes) {
    const table = touched.get(change.table) ?? new Map<string, unknown>(rows[change.table]);
    touched.set(change.table, table);
    if (!isSame(table.get(change.id) ?? null, change.before)) throw new DiffMismatch(change);
    if (change.after === null) table.delete(change.id);
    else table.set(change.id, change.after);
  }
  return { ...rows, ...(Object.fromEntries(touched) as Partial<GraphRows>) };
}
