import type { Memory } from "../model";

/**
 * What is broken along derivation and replacement, in sentences: every memory walks home to a passage through what it was
 * derived from, every archived one reaches what covers it, and neither way leads in a circle.
 */
export function checkChains(memories: ReadonlyMap<string, Memory>): string[] {
  const broken: string[] = [];
  for (const memory of memories.values()) {
    for (const id of memory.derivedFrom) {
      if (!memories.has(id)) broken.push(`Memory ${memory.id} is derived from ${id}, which does not exist.`);
    }
    if (memory.replacedBy !== null && !memories.has(memory.replacedBy)) {
      broken.push(`Memory ${memory.id} is replaced by ${memory.replacedBy}, which does not exist.`);
    }
    if (memory.evidence.length === 0 && memory.derivedFrom.length === 0) {
      broken.push(`Memory ${memory.id} rests on nothing.`);
    }
  }
  for (const id of findCircle(memories, (memory) => memory.derivedFrom)) {
    broken.push(`Memory ${id} is derived from itself.`);
  }
  for (const id of findCircle(memories, (memory) => (memory.replacedBy === null ? [] : [memory.replacedBy]))) {
    broken.push(`Memory ${id} is replaced by itself.`);
  }
  return broken;
}

/** Memories at which a way closes on itself; with none, every way ends, and [I5] makes its end rest on a passage. */
function findCircle(memories: ReadonlyMap<string, Memory>, next: (memory: Memory) => readonly string[]): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  for (const start of memories.keys()) {
    // A stack instead of recursion: a chain may be as long as the memory is old.
    const path: { id: string; rest: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (id: string) => {
      const memory = memories.get(id);
      if (onPath.has(id)) circles.push(id);
      else if (memory && !done.has(id)) {
        path.push({ id, rest: [...next(memory)] });
        onPath.add(id);
      }
    };
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const id = top.rest.pop();
      if (id !== undefined) enter(id);
      else {
        path.pop();
        onPath.delete(top.id);
        done.add(top.id);
      }
    }
  }
  return circles;
}
