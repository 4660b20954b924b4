import type { Change, Memory } from "../model";
import { applyDiff } from "./applyDiff";
import type { GraphRows } from "./GraphRows";
import { isAbove, leastTrust } from "./leastTrust";

/** The changes with no memory in them trusted above what it then rests on, as far as `rows` and the changes show it. [I6] */
export function lowerTrust(rows: GraphRows, changes: readonly Change[]): Change[] {
  let lowered = changes.filter((change) => change.table !== "passes");
  // Each round may lower what the next rests on: as many rounds as derivation is deep.
  for (let open = true; open; ) {
    open = false;
    const after = applyDiff(rows, { changes: lowered });
    lowered = lowered.map((change) => {
      if (change.table !== "memories" || change.after === null) return change;
      const limit = limitOf(change.after, after);
      if (!isAbove(change.after.trust, limit)) return change;
      open = true;
      return { ...change, after: { ...change.after, trust: limit } };
    });
  }
  return [...lowered, ...changes.filter((change) => change.table === "passes")];
}

function limitOf(memory: Memory, rows: GraphRows) {
  const sources = memory.evidence.flatMap((each) => {
    const passage = rows.passages.get(each.passageId);
    return passage ? (rows.sources.get(passage.sourceId) ?? []) : [];
  });
  const parents = memory.derivedFrom.flatMap((id) => rows.memories.get(id) ?? []);
  return leastTrust([...sources, ...parents].map((each) => each.trust));
}
