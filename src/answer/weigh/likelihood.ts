import { SIGNS, type Sign, type Signs } from "./signsOf";

/** Weights of a logistic regression on signs. */
export interface Weights {
  bias: number;
  signs: Readonly<Record<Sign, number>>;
}

/** 1 / (1 + exp(-(bias + the sum of weight x sign))). */
export function likelihood(signs: Signs, weights: Weights): number {
  const sum = SIGNS.reduce((total, sign) => total + weights.signs[sign] * signs[sign], weights.bias);
  return 1 / (1 + Math.exp(-sum));
}
