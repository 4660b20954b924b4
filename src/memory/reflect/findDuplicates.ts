import type { Memory } from "../model";
import type { Neighbour } from "./findNeighbours";
import { readSigns, type Signs } from "./readSigns";
import { SAME_COSINE, saysSame } from "./sameStatement";

/** Memories of which one says what the others say. */
export interface DuplicateGroup {
  survivor: Memory;
  /** Sorted by id; without the survivor. */
  folded: Memory[];
}

/** A larger group waits for the next pass with the rest of its members. */
const MAX_GROUP = 32;

/**
 * Groups of memories that say the same: neighbours that pass `saysSame` are joined, and in each joined set the memory
 * that covers most of the others survives. Every folded one is covered by its survivor itself, not by a chain of
 * likenesses: "I like black tea" and "I like green tea" never meet over "I like tea".
 */
export function findDuplicates(
  memories: readonly Memory[],
  nearest: readonly (readonly Neighbour[])[],
): DuplicateGroup[] {
  const signs = new Map<number, Signs>();
  const signsOf = (row: number): Signs => {
    const known = signs.get(row) ?? readSigns(memories[row]?.text ?? "");
    signs.set(row, known);
    return known;
  };
  /** Rows that each row covers. */
  const covers = new Map<number, Set<number>>();
  const parent = memories.map((_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while (parent[root] !== root) root = parent[root] ?? root;
    return root;
  };
  nearest.forEach((list, a) => {
    for (const { row: b, cosine } of list) {
      if (cosine < SAME_COSINE) break;
      if (!mayFold(memories[a], memories[b]) || !saysSame(signsOf(a), signsOf(b), cosine)) continue;
      covers.set(a, (covers.get(a) ?? new Set()).add(b));
      parent[Math.max(rootOf(a), rootOf(b))] = Math.min(rootOf(a), rootOf(b));
    }
  });

  const joined = new Map<number, number[]>();
  for (const row of parent.keys()) joined.set(rootOf(row), [...(joined.get(rootOf(row)) ?? []), row]);
  const groups: DuplicateGroup[] = [];
  for (const rows of joined.values()) {
    for (let left = rows.slice(0, MAX_GROUP); left.length > 1; ) {
      const group = takeGroup(left, memories, covers);
      if (group === null) break;
      groups.push({ survivor: group.survivor, folded: group.folded.sort((a, b) => (a.id < b.id ? -1 : 1)) });
      left = left.filter((row) => !group.rows.has(row));
    }
  }
  return groups;
}

/**
 * Of one trust, so that neither lends the other its credit; with evidence of its own; and not about different times.
 * Trust is equal, never merely allowed: a page of the web that repeats the user's words stays a memory of its own.
 */
function mayFold(a: Memory | undefined, b: Memory | undefined): boolean {
  if (!a || !b || a.trust !== b.trust) return false;
  return [a, b].every((each) => each.evidence.length > 0 && each.derivedFrom.length === 0 && each.validTo === null);
}

function takeGroup(
  rows: readonly number[],
  memories: readonly Memory[],
  covers: ReadonlyMap<number, ReadonlySet<number>>,
): { survivor: Memory; folded: Memory[]; rows: Set<number> } | null {
  const choices = rows.flatMap((row) => {
    const memory = memories[row];
    const covered = rows.filter((other) => covers.get(row)?.has(other));
    return memory && covered.length > 0 ? [{ row, memory, covered }] : [];
  });
  choices.sort((a, b) => b.covered.length - a.covered.length || compareSupport(a.memory, b.memory));
  const best = choices[0];
  if (!best) return null;
  const folded = best.covered.flatMap((row) => memories[row] ?? []);
  return { survivor: best.memory, folded, rows: new Set([best.row, ...best.covered]) };
}

/** Best supported first, then the longest, then the oldest. */
function compareSupport(a: Memory, b: Memory): number {
  const passages = (memory: Memory) => new Set(memory.evidence.map((each) => each.passageId)).size;
  return (
    passages(b) - passages(a) || b.text.length - a.text.length || a.learnedAt - b.learnedAt || (a.id < b.id ? -1 : 1)
  );
}
