import type { GraphRows } from "../memory/graph/GraphRows";
import type { Memory } from "../memory/model";
import type { MemoryFile } from "./memoryFile";
import { isFurther } from "./mergeRows";

/** Where each memory of a file goes: to itself, to the one here that says the same, or (null) nowhere, as it was forgotten here. */
export type ImportTargets = Map<string, string | null>;

/** What a memory says and whose word it is: two that agree in it may be brought together. */
export const sayingOf = (memory: Memory) => `${memory.trust} ${memory.textKey}`;

/** Decides for each memory of a file where it goes. Only what both believe now is brought together by what it says. */
export function importTargets(file: MemoryFile, here: GraphRows): ImportTargets {
  const inFile = new Map(file.memories.map((memory) => [memory.id as string, memory]));
  const believed = new Map<string, string>();
  const forgotten = new Set<string>();
  for (const [id, memory] of here.memories) {
    if (memory.status === "forgotten") forgotten.add(memory.textKey);
    const there = inFile.get(id);
    const state = there && isFurther(there, memory) ? there : memory;
    const known = believed.get(sayingOf(memory));
    if (state.status === "current" && (known === undefined || id < known)) believed.set(sayingOf(memory), id);
  }
  const targetOf = (memory: Memory): string | null => {
    const known = here.memories.get(memory.id);
    if (known) return known.status === "forgotten" ? null : memory.id;
    if (memory.status !== "current") return memory.id;
    return believed.get(sayingOf(memory)) ?? (forgotten.has(memory.textKey) ? null : memory.id);
  };
  return new Map(file.memories.map((memory) => [memory.id, targetOf(memory)]));
}
