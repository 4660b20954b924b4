import type { LadderStep, Rung } from "../../../engines/llm/ladder";
import { strings } from "../../strings.en";

/**
 * The steps down the ladder, a sentence each, in their order. Only the last one says what runs now, and only where `rung`,
 * what is loaded or being loaded, is where it led.
 */
export function stepSentences(
  steps: readonly LadderStep[],
  rung: Rung | null,
  nameOf: (modelId: string) => string,
): string[] {
  return steps.map((step, at) => {
    const leads =
      step.to === null || (rung?.modelId === step.to.modelId && rung.contextTokens === step.to.contextTokens);
    const now = at === steps.length - 1 && leads;
    return strings.models.steps.step(step, nameOf(step.from.modelId), nameOf((step.to ?? step.from).modelId), now);
  });
}
