/** Weights of a logistic regression on signs. */
export interface Weights {
  bias: number;
  signs: Readonly<Record<string, number>>;
}

/** 1 / (1 + exp(-(bias + the sum of weight x sign))). */
export function likelihood(signs: Readonly<Record<string, number>>, weights: Weights): number {
  const sum = Object.entries(weights.signs).reduce(
    (total, [sign, weight]) => total + weight * (signs[sign] ?? 0),
    weights.bias,
  );
  return 1 / (1 + Math.exp(-sum));
}
