import { applyDiff } from "../../../src/memory/graph/applyDiff";
import { emptyRows, type GraphRows } from "../../../src/memory/graph/GraphRows";
import { type Memory, type PassId, TRUST_TIERS } from "../../../src/memory/model";
import type { PassPlan, ReflectSnapshot } from "../../../src/memory/reflect/plan";
import { foldWord, splitWords } from "../../../src/memory/reflect/splitWords";
import { aMemory, aPassage, aSource } from "../../support/rows";

const DIMENSION = 64;

/** A stand-in for an embedder: texts with the same words are near, in whatever order. Unit length. */
export function wordVector(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION);
  for (const { raw } of splitWords(text)) {
    let hash = 7;
    for (const letter of foldWord(raw.toLowerCase())) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
    vector[hash % DIMENSION] = (vector[hash % DIMENSION] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** A unit vector that leans towards `axis`: two of one axis have a cosine of about .8, of two axes about 0. */
export function themeVector(axis: number, variant: number): Float32Array {
  const vector = new Float32Array(DIMENSION);
  vector[axis] = 1;
  vector[DIMENSION - 1 - variant] = 0.5;
  return vector.map((value) => value / Math.hypot(1, 0.5));
}

/** A memory with a passage of its own. */
export function told(id: string, text: string, fields: Partial<Memory> = {}): Memory {
  return aMemory({
    id,
    text,
    textKey: text,
    evidence: [{ passageId: `p-${id}`, start: 0, end: text.length }],
    ...fields,
  });
}

export function snapshotOf(
  memories: Memory[],
  vectorOf: (memory: Memory) => Float32Array | null = (memory) => wordVector(memory.text),
  fields: Partial<ReflectSnapshot> = {},
): ReflectSnapshot {
  const vectors = memories.map(vectorOf);
  return { passId: "pass" as PassId, baseRev: 1, now: 1000, memories, vectors, links: [], dismissed: [], ...fields };
}

/** Rows in which these memories stand on passages that hold their words, from a source of their trust. */
export function rowsOf(memories: readonly Memory[]): GraphRows {
  const sources = TRUST_TIERS.map((trust) => aSource({ id: `s-${trust}`, trust }));
  const passages = memories.flatMap(({ evidence, text, trust }) =>
    evidence.map(({ passageId }) => aPassage({ id: passageId, text, sourceId: `s-${trust}` })),
  );
  const byId = <R extends { id: string }>(rows: readonly R[]) => new Map(rows.map((row) => [row.id as R["id"], row]));
  return { ...emptyRows(), sources: byId(sources), passages: byId(passages), memories: byId(memories) };
}

/** The snapshot after a plan was committed. */
export function afterPlan(
  snapshot: ReflectSnapshot,
  plan: PassPlan,
  vectorOf: (memory: Memory) => Float32Array | null = (memory) => wordVector(memory.text),
): ReflectSnapshot {
  const rows = applyDiff(rowsOf(snapshot.memories), plan.diff);
  return { ...snapshotOf([...rows.memories.values()], vectorOf), links: [...rows.links.values()] };
}
