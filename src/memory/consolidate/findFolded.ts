import type { Memory, Trust } from "../model";

/** A wording that is kept beside the memory that it says again: archived in its favour. */
export interface Folded {
  own: Memory;
  into: Memory;
}

/**
 * By textKey, the wordings among `known` that are archived in favour of a current memory among them, all of one trust; of
 * several the oldest. No insights, whose words nobody said.
 */
export function findFolded(known: readonly Memory[], trust: Trust): Map<string, Folded> {
  const rows = known.filter((memory) => memory.trust === trust && memory.kind !== "insight").sort(oldestFirst);
  const current = new Map(rows.filter(({ status }) => status === "current").map((memory) => [memory.id, memory]));
  const folded = new Map<string, Folded>();
  for (const own of rows) {
    const into = own.status === "archived" && own.replacedBy !== null ? current.get(own.replacedBy) : undefined;
    if (into && !folded.has(own.textKey)) folded.set(own.textKey, { own, into });
  }
  return folded;
}

export function oldestFirst(a: Memory, b: Memory): number {
  return a.learnedAt - b.learnedAt || (a.id < b.id ? -1 : 1);
}
