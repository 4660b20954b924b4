import type { Op } from "../model";
import { applyDiff } from "./applyDiff";
import { emptyRows, type GraphRows } from "./GraphRows";

/** The rows that ops, oldest first, lead to from a snapshot or from nothing. Throws DiffMismatch where the log does not fit. */
export function replayOps(ops: readonly Op[], snapshot: GraphRows = emptyRows()): GraphRows {
  return applyDiff(snapshot, { changes: [...ops] });
}
