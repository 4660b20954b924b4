/**
 * Mean of each row's real tokens, scaled to length 1: the pooling all-MiniLM-L6-v2 was trained with.
 * `hidden` is rows x width x dimension, the result rows x dimension. A row without tokens stays zero.
 */
export function meanPool(
  hidden: Float32Array,
  lengths: readonly number[],
  width: number,
  dimension: number,
): Float32Array {
  const vectors = new Float32Array(lengths.length * dimension);
  lengths.forEach((length, row) => {
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    for (let token = 0; token < length; token++) {
      const at = (row * width + token) * dimension;
      for (let i = 0; i < dimension; i++) vector[i] = (vector[i] ?? 0) + (hidden[at + i] ?? 0);
    }
    const norm = Math.hypot(...vector);
    if (norm > 0) for (let i = 0; i < dimension; i++) vector[i] = (vector[i] ?? 0) / norm;
  });
  return vectors;
}
