import type { Verdict } from "../../memory/ports";

/** Logits, in the order of `labels`, as probabilities: the softmax of logits / temperature (models/judge/README.md). */
export function verdictOf<Label extends string>(
  labels: readonly Label[],
  logits: ArrayLike<number>,
  temperature: number,
): Verdict<Label> {
  if (logits.length !== labels.length) throw new Error(`${logits.length} logits for ${labels.length} labels.`);
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const most = Math.max(...scaled);
  const powers = scaled.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  if (!Number.isFinite(sum)) throw new Error("The judge gave no numbers.");
  return Object.fromEntries(labels.map((label, i) => [label, (powers[i] ?? 0) / sum])) as Record<Label, number>;
}
