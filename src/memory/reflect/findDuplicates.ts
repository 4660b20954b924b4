import type { Memory } from "../model";
import { cosineOf, type Neighbour } from "./findNeighbours";
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
  vectors: readonly Float32Array[],
  nearest: readonly (readonly Neighbour[])[],
): DuplicateGroup[] {
  const signs = new Map<number, Signs>();
  const signsOf = (row: number): Signs => {
    const known = signs.get(row) ?? readSigns(memories[row]?.text ?? "");
    signs.set(row, known);
    return known;
  };
  const covers = (a: number, b: number): boolean => {
    const [one, two] = [vectors[a], vectors[b]];
    if (a === b || !one || !two || !mayFold(memories[a], memories[b])) return false;
    return saysSame(signsOf(a), signsOf(b), cosineOf(one, two));
  };
  const groups: DuplicateGroup[] = [];
  const pairs = [...nearPairs(nearest), ...pairsOfOneSet(memories, signsOf)];
  for (const rows of joinRows(pairs, memories.length, covers)) {
    for (let left = rows.slice(0, MAX_GROUP); left.length > 1; ) {
      const group = takeGroup(left, memories, covers);
      if (group === null) break;
      groups.push({ survivor: group.survivor, folded: group.folded.sort((a, b) => (a.id < b.id ? -1 : 1)) });
      left = left.filter((row) => !group.rows.has(row));
    }
  }
  return groups;
}

type Covers = (a: number, b: number) => boolean;

/** Neighbours that are near enough to say the same. */
function nearPairs(nearest: readonly (readonly Neighbour[])[]): [number, number][] {
  return nearest.flatMap((list, a) => {
    return list.filter(({ cosine }) => cosine >= SAME_COSINE).map(({ row }): [number, number] => [a, row]);
  });
}

/** Rows with the same words in any order: a crowd of look-alikes may stand nearer than the one that says the same. */
function pairsOfOneSet(memories: readonly Memory[], signsOf: (row: number) => Signs): [number, number][] {
  const first = new Map<string, number[]>();
  memories.forEach((memory, row) => {
    const { terms, turns } = signsOf(row);
    const words = [...new Set(terms.map((term) => term.form))].sort();
    const key = JSON.stringify([memory.trust, words, turns]);
    const rows = first.get(key);
    if (!rows) first.set(key, [row]);
    else if (rows.length < MAX_GROUP) rows.push(row);
  });
  return [...first.values()].flatMap((rows) =>
    rows.flatMap((a, at) => rows.slice(at + 1).map((b): [number, number] => [a, b])),
  );
}

/** The rows that pairs of which one covers the other join, directly or over others: sets of two and more. */
function joinRows(pairs: readonly [number, number][], count: number, covers: Covers): number[][] {
  const parent = Array.from({ length: count }, (_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while (parent[root] !== root) root = parent[root] ?? root;
    return root;
  };
  for (const [a, b] of pairs) {
    const [one, two] = [rootOf(a), rootOf(b)];
    if (one !== two && (covers(a, b) || covers(b, a))) parent[Math.max(one, two)] = Math.min(one, two);
  }
  const joined = new Map<number, number[]>();
  for (const row of parent.keys()) {
    const rows = joined.get(rootOf(row));
    if (rows) rows.push(row);
    else joined.set(rootOf(row), [row]);
  }
  return [...joined.values()].filter((rows) => rows.length > 1);
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
  covers: Covers,
): { survivor: Memory; folded: Memory[]; rows: Set<number> } | null {
  const choices = rows.flatMap((row) => {
    const memory = memories[row];
    const covered = rows.filter((other) => covers(row, other));
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
