import type { PlanStep } from "./plan";

/** A near row and its cosine. */
export interface Neighbour {
  row: number;
  cosine: number;
}

/** Neighbours kept for each row. */
export const NEAREST = 16;
/** Pairs compared at most: all of 5,000 rows. Above that the first rows are compared with all, the others only with those. */
export const MAX_PAIRS = 12_500_000;
const PAIRS_A_STEP = 200_000;

/**
 * For each of these unit vectors its 16 nearest others with a cosine of at least `least`, best first, ties by row. Put the
 * rows that matter most first: of more than 5,000 only the first MAX_PAIRS / rows are compared with every other.
 * O(pairs x dimension): about 6 s for 5,000 x 384.
 */
export function* findNeighbours(
  vectors: readonly Float32Array[],
  least: number,
  what: string,
): Generator<PlanStep, Neighbour[][]> {
  const count = vectors.length;
  const dimension = vectors[0]?.length ?? 0;
  const block = new Float32Array(count * dimension);
  for (const [row, vector] of vectors.entries()) block.set(vector, row * dimension);
  const nearest: Neighbour[][] = vectors.map(() => []);
  const whole = canCompareAll(count) ? count : Math.floor(MAX_PAIRS / count);
  let pairs = 0;
  for (let a = 0; a < whole; a++) {
    for (let b = a + 1; b < count; b++) {
      const cosine = dot(block, a * dimension, block, b * dimension, dimension);
      if (!(cosine >= least)) continue;
      insertMutable(nearest[a], { row: b, cosine });
      insertMutable(nearest[b], { row: a, cosine });
    }
    pairs += count - a;
    if (pairs < PAIRS_A_STEP && a > 0) continue;
    pairs = 0;
    yield { done: a + 1, total: whole, what };
  }
  return nearest;
}

/** Whether all pairs of so many rows may be compared. */
export function canCompareAll(count: number): boolean {
  return count * (count - 1) <= 2 * MAX_PAIRS;
}

/** The nearest others of one row, as findNeighbours gives them. O(rows x dimension). */
export function findNearest(vectors: readonly Float32Array[], row: number, least: number): Neighbour[] {
  const nearest: Neighbour[] = [];
  const own = vectors[row] ?? new Float32Array();
  vectors.forEach((vector, other) => {
    const cosine = other === row ? Number.NaN : cosineOf(own, vector);
    if (cosine >= least) insertMutable(nearest, { row: other, cosine });
  });
  return nearest;
}

/** The cosine of two unit vectors of one length. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  return dot(a, 0, b, 0, a.length);
}

function insertMutable(list: Neighbour[] | undefined, found: Neighbour): void {
  if (!list) return;
  if (list.length === NEAREST && (list.at(-1)?.cosine ?? 0) >= found.cosine) return;
  let at = list.length;
  while (at > 0 && (list[at - 1]?.cosine ?? 0) < found.cosine) at--;
  list.splice(at, 0, found);
  if (list.length > NEAREST) list.pop();
}

/** Four sums side by side: the engine keeps them in registers. */
function dot(left: Float32Array, a: number, right: Float32Array, b: number, dimension: number): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  const even = dimension - (dimension % 4);
  for (let i = 0; i < even; i += 4) {
    one += (left[a + i] as number) * (right[b + i] as number);
    two += (left[a + i + 1] as number) * (right[b + i + 1] as number);
    three += (left[a + i + 2] as number) * (right[b + i + 2] as number);
    four += (left[a + i + 3] as number) * (right[b + i + 3] as number);
  }
  for (let i = even; i < dimension; i++) one += (left[a + i] as number) * (right[b + i] as number);
  return one + two + three + four;
}
