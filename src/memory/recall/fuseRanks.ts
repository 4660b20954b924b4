/** The constant of reciprocal rank fusion; 10 measured better than the usual 60 on lists this short. */
const RRF_K = 10;

/**
 * Reciprocal rank fusion (Cormack et al. 2009): the score of an item is the sum over arms of 1 / (k + rank), ranks from 1.
 * O(all ranks).
 */
export function fuseRanks(arms: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const scores = new Map<string, number>();
  for (const arm of arms)
    for (const [item, rank] of arm) scores.set(item, (scores.get(item) ?? 0) + 1 / (RRF_K + rank));
  return scores;
}
