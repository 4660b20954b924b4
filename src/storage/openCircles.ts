import type { Memory } from "../memory/model";

/**
 * Of memories that cover one another in a circle, as when two devices folded a pair in opposite directions: the one to stand
 * again, uncovered, for each circle that one of `ids` lies on. The same one whichever device it is decided on.
 */
export function openCircles(ids: Iterable<string>, memoryOf: (id: string) => Memory | undefined): Memory[] {
  const opened = new Map<string, Memory>();
  for (const id of ids) {
    const circle = circleOf(id, memoryOf);
    const first = circle.toSorted((a, b) => rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1))[0];
    if (!first) continue;
    const status = first.status === "archived" ? "current" : first.status;
    opened.set(first.id, { ...first, status, replacedBy: null });
  }
  return [...opened.values()];
}

/** Only an archived memory can stand again just by being uncovered. */
const rankOf = (memory: Memory) => (memory.status === "archived" ? 0 : 1);

/** The memories of the circle that `start` lies on; none where its way ends or leads into a circle further on. */
function circleOf(start: string, memoryOf: (id: string) => Memory | undefined): Memory[] {
  const path: Memory[] = [];
  const seen = new Set<string>();
  for (let id: string | null = start; id !== null && !seen.has(id); ) {
    const memory = memoryOf(id);
    if (!memory) return [];
    seen.add(id);
    path.push(memory);
    if (memory.replacedBy === start) return path;
    id = memory.replacedBy;
  }
  return [];
}
