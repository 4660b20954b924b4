import type { MemoryId, PassageId, Recalled, SourceId } from "../../src/memory/model";

/** A line of the user's as recall gives it, said on 3 March 2026 at noon. */
export function recalledLine(n: number, text: string, fields: Partial<Recalled> = {}): Recalled {
  return {
    n,
    passageId: `p${n}` as PassageId,
    memoryId: `m${n}` as MemoryId,
    sourceId: "s1" as SourceId,
    sourceTitle: "A talk",
    speaker: "user",
    saidAt: new Date(2026, 2, 3, 12).getTime(),
    section: "",
    text,
    start: 0,
    end: text.length,
    insight: false,
    support: 1,
    strength: 0.5,
    arms: { words: n, vectors: n },
    ...fields,
  };
}
