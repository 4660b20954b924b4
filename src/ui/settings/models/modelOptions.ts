import type { LanguageModelState } from "../../../state/languageModel";
import { isAtHand, type ModelRow } from "../../../state/models";

/** Whether it can run here at all: slowly is enough. */
export const canRun = (row: ModelRow): boolean => row.unfit === null || row.unfit === "software-graphics";

/**
 * The models that can be chosen now, the one that suits best first, then the largest; the browser's own last. `chosen` is
 * among them even where it cannot run here any more.
 */
export function optionsOf(rows: readonly ModelRow[], recommended: string | null, chosen = ""): ModelRow[] {
  const rank = (row: ModelRow) =>
    [row.model.id !== recommended, row.place === "browser", row.unfit !== null].map(Number).join("");
  return rows
    .filter((row) => isAtHand(row) && (canRun(row) || row.model.id === chosen))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : b.model.parameters - a.model.parameters));
}

/** Id of the model that is chosen, or taken where nothing was: the top of the ladder. "" for none. */
export function choiceOf({ chosen, rung, steps }: Pick<LanguageModelState, "chosen" | "rung" | "steps">): string {
  if (chosen === "") return "";
  return steps[0]?.from.modelId ?? rung?.modelId ?? "";
}
