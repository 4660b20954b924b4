import type { Neighbour } from "./findNeighbours";

/** Rows that belong together. */
export interface Cluster {
  /** Sorted; at least `least` of them. */
  rows: number[];
  /** The row nearest to all others. */
  centre: number;
  /** Mean cosine of its pairs. */
  cohesion: number;
}

/** Least cosine of two rows that may bring their clusters together. */
export const LINK_COSINE = 0.4;
/** Least mean cosine between two clusters that are merged: found on made-up people, where .38 begins to mix themes. */
const MERGE_COSINE = 0.42;
/** Neighbours that count, on both sides. */
export const MUTUAL = 6;
const MAX_SIZE = 12;

/**
 * Average-link clusters along mutual nearest neighbours: in each round every cluster names the linked cluster that it is
 * closest to on average, and those that name each other merge. O(rounds x links x dimension); rounds are few.
 */
export function findClusters(
  vectors: readonly Float32Array[],
  nearest: readonly (readonly Neighbour[])[],
  least: number,
): Cluster[] {
  const clusters = new Map<number, Gathering>(
    vectors.map((vector, row) => [row, { rows: [row], sum: Float64Array.from(vector), links: new Set() }]),
  );
  const near = nearest.map((list) => new Set(list.slice(0, MUTUAL).map((each) => each.row)));
  near.forEach((rows, a) => {
    for (const b of rows) if (near[b]?.has(a)) clusters.get(a)?.links.add(b);
  });
  for (let merged = true; merged; ) merged = mergeRoundMutable(clusters);
  return [...clusters.values()]
    .filter((cluster) => cluster.rows.length >= least)
    .map((cluster) => makeCluster(cluster, vectors));
}

interface Gathering {
  rows: number[];
  /** Sum of its unit vectors: the mean cosine between two clusters is the product of their sums over their sizes. */
  sum: Float64Array;
  links: Set<number>;
}

function mergeRoundMutable(clusters: Map<number, Gathering>): boolean {
  const chosen = new Map<number, number>();
  for (const [name, cluster] of clusters) {
    let best = { name: -1, mean: MERGE_COSINE };
    for (const other of cluster.links) {
      const linked = clusters.get(other);
      if (!linked || cluster.rows.length + linked.rows.length > MAX_SIZE) continue;
      const mean = meanCosine(cluster, linked);
      // Names are rows, so ties fall to the same cluster seen from either side.
      if (mean > best.mean || (mean === best.mean && other < best.name)) best = { name: other, mean };
    }
    if (best.name >= 0) chosen.set(name, best.name);
  }
  let merged = false;
  for (const [a, b] of chosen) {
    if (a > b || chosen.get(b) !== a) continue;
    mergeMutable(clusters, a, b);
    merged = true;
  }
  return merged;
}

function mergeMutable(clusters: Map<number, Gathering>, into: number, from: number): void {
  const [kept, gone] = [clusters.get(into), clusters.get(from)];
  if (!kept || !gone) return;
  kept.rows.push(...gone.rows);
  gone.sum.forEach((value, at) => {
    kept.sum[at] = (kept.sum[at] ?? 0) + value;
  });
  for (const other of gone.links) {
    const linked = clusters.get(other);
    linked?.links.delete(from);
    if (!linked || other === into) continue;
    linked.links.add(into);
    kept.links.add(other);
  }
  clusters.delete(from);
}

function meanCosine(a: Gathering, b: Gathering): number {
  return product(a.sum, b.sum) / (a.rows.length * b.rows.length);
}

function makeCluster({ rows, sum }: Gathering, vectors: readonly Float32Array[]): Cluster {
  rows.sort((a, b) => a - b);
  let centre = { row: rows[0] ?? 0, nearness: Number.NEGATIVE_INFINITY };
  for (const row of rows) {
    const nearness = product(vectors[row] ?? [], sum);
    if (nearness > centre.nearness) centre = { row, nearness };
  }
  const size = rows.length;
  return { rows, centre: centre.row, cohesion: (product(sum, sum) - size) / (size * (size - 1)) };
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
