import type { Memory, MemoryId, PassageId } from "../model";
import type { Surroundings } from "./bearing";
import { fuseRanks } from "./fuseRanks";
import type { MemoryIndex } from "./memoryIndex";
import type { Question } from "./questionOf";

/** A passage, or a memory that stands for itself, as both arms found it. */
export interface Item {
  passageId: PassageId | null;
  /** The memory that led here. */
  memoryId: MemoryId | null;
  score: number;
  ranks: { words: number | null; vectors: number | null };
}

const ARM_DEPTH = 60;

export interface RankRequest {
  question: Question;
  /** Unit vector of the question; null where there is no embedder yet: then words alone. */
  vector: Float32Array | null;
  exclude: ReadonlySet<PassageId>;
}

export interface Ranking {
  items: Item[];
  surroundings: Surroundings;
}

const NOTHING = { hits: [], mean: 0, deviation: 0 };

/**
 * Both arms over passages and memories, fused. A memory leads to the passage that said so last; an insight, or a memory
 * that has no passage of its own, stands for itself. Best first; ties: found by meaning first, then said later, then by id.
 */
export function rankItems({ question, vector, exclude }: RankRequest, index: MemoryIndex): Ranking {
  const items = new Map<string, Item>();

  function ranksOf(keys: Iterable<string>): Map<string, number> {
    const ranks = new Map<string, number>();
    for (const key of keys) {
      const found = itemOf(key, index, exclude);
      if (!found) continue;
      const name = found.passageId ?? `own ${found.memoryId}`;
      const held = items.get(name);
      if (!held) items.set(name, found);
      else held.memoryId ??= found.memoryId;
      if (!ranks.has(name)) ranks.set(name, ranks.size + 1);
    }
    return ranks;
  }

  const wordHits = index.words.search([...question.stems.keys()], { limit: ARM_DEPTH });
  const near = (vector && index.vectors?.survey(vector, { limit: ARM_DEPTH })) || NOTHING;
  const words = ranksOf(wordHits.map(([key]) => key));
  const vectors = ranksOf(near.hits.flatMap(([text]) => [...index.ownersOf(text)].sort()));

  const scores = fuseRanks([words, vectors]);
  for (const [name, item] of items) {
    item.score = scores.get(name) ?? 0;
    item.ranks = { words: words.get(name) ?? null, vectors: vectors.get(name) ?? null };
  }
  return {
    items: [...items.values()].sort((a, b) => byRank(a, b, index)),
    surroundings: { mean: near.mean, deviation: near.deviation, count: index.vectors?.size ?? 0 },
  };
}

function itemOf(key: string, index: MemoryIndex, exclude: ReadonlySet<PassageId>): Item | null {
  const none = { score: 0, ranks: { words: null, vectors: null } };
  if (key.startsWith("p:")) {
    const passage = index.passage(key.slice(2));
    return passage && mayServe(passage.id, index, exclude) ? { ...none, passageId: passage.id, memoryId: null } : null;
  }
  const memory = index.memory(key.slice(2));
  if (memory?.status !== "current") return null;
  if (memory.kind === "insight" || memory.evidence.length === 0)
    return { ...none, passageId: null, memoryId: memory.id };
  const passageId = latestPassage(memory, index, exclude);
  return passageId && { ...none, passageId, memoryId: memory.id };
}

/** Live, not withheld with its source, and not what the question itself was said in. */
export function mayServe(id: PassageId, index: MemoryIndex, exclude: ReadonlySet<PassageId>): boolean {
  const passage = index.passage(id);
  return passage !== undefined && !exclude.has(id) && index.source(passage.sourceId)?.status !== "forgotten";
}

/** The passage of a memory's evidence that was said last; null where none may serve. O(evidence). */
export function latestPassage(memory: Memory, index: MemoryIndex, exclude: ReadonlySet<PassageId>): PassageId | null {
  let best: PassageId | null = null;
  let bestAt = Number.NEGATIVE_INFINITY;
  for (const { passageId } of memory.evidence) {
    if (!mayServe(passageId, index, exclude)) continue;
    const at = index.passage(passageId)?.saidAt ?? 0;
    if (best === null || at > bestAt) {
      best = passageId;
      bestAt = at;
    }
  }
  return best;
}

function byRank(a: Item, b: Item, index: MemoryIndex): number {
  if (a.score !== b.score) return b.score - a.score;
  const nearer = (a.ranks.vectors ?? Number.POSITIVE_INFINITY) - (b.ranks.vectors ?? Number.POSITIVE_INFINITY);
  if (nearer < 0 || nearer > 0) return nearer;
  const later = saidAt(b, index) - saidAt(a, index);
  return later || ((a.passageId ?? a.memoryId ?? "") < (b.passageId ?? b.memoryId ?? "") ? -1 : 1);
}

function saidAt({ passageId, memoryId }: Item, index: MemoryIndex): number {
  if (passageId) return index.passage(passageId)?.saidAt ?? 0;
  return (memoryId && index.memory(memoryId)?.learnedAt) || 0;
}
