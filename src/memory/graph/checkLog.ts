import type { Op } from "../model";
import { DiffMismatch } from "./applyDiff";
import { checkDiff } from "./checkDiff";
import { differingTables } from "./differingTables";
import type { GraphRows } from "./GraphRows";
import { replayOps } from "./replayOps";

/** What is broken between a whole log (from rev 1) and the rows it should lead to, in sentences. */
export function checkLog(ops: readonly Op[], rows: GraphRows, rev: number): string[] {
  const broken: string[] = [];
  ops.forEach((op, place) => {
    if (op.rev !== place + 1) broken.push(`Op ${place + 1} has the rev ${op.rev}.`);
    broken.push(...checkDiff({ changes: [op] }));
  });
  if (rev !== ops.length) broken.push(`The rev is ${rev}, but the log holds ${ops.length} ops.`);
  try {
    for (const table of differingTables(replayOps(ops), rows)) {
      broken.push(`Replaying the log gives other ${table} than are stored.`);
    }
  } catch (error) {
    if (!(error instanceof DiffMismatch)) throw error;
    broken.push(error.message);
  }
  return broken;
}
