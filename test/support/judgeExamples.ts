import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/models/paths";
import type { JudgeRow } from "../../src/engines/judge/protocol";

/** A row with what the trainer's own runtime made of it. */
export interface JudgeExample extends JudgeRow {
  ids: number[];
  types: number[];
  logits: number[];
}

/** The stored examples of models/judge. */
export const JUDGE_EXAMPLES = JSON.parse(
  readFileSync(join(ROOT, "models/judge/examples.json"), "utf8"),
) as JudgeExample[];

/**
 * What goes into a product in int8 is rounded, and a sum in another order rounds some of it to the next step: two runtimes
 * differ by that much. Measured: 0.10 in a probability (one example of forty; the next is .05), 0.38 in a logit at worst and
 * 0.04 on average.
 */
export const MOST_APART = { probability: 0.15, logit: 0.5, meanLogit: 0.08 };

/** How far logits are from the stored ones: at worst in a probability and in a logit, and on average in a logit. */
export function compareLogits(examples: readonly JudgeExample[], logits: readonly (readonly number[])[]) {
  const inLogits = examples.flatMap((example, i) =>
    example.logits.map((logit, k) => Math.abs(logit - (logits[i]?.[k] ?? Number.NaN))),
  );
  const inProbabilities = examples.flatMap((example, i) => {
    const got = softmax(logits[i] ?? []);
    return softmax(example.logits).map((p, k) => Math.abs(p - (got[k] ?? Number.NaN)));
  });
  return {
    probability: Math.max(...inProbabilities),
    logit: Math.max(...inLogits),
    meanLogit: inLogits.reduce((sum, d) => sum + d, 0) / inLogits.length,
  };
}

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
