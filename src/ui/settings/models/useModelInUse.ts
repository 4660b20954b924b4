import { useStore } from "zustand";
import type { LanguageModelInfo } from "../../../engines/models/languageModelInfo";
import type { ModelState } from "../../../state/languageModel";
import { useApp } from "../../AppContext";
import { strings } from "../../strings.en";

/** The language model that is loaded or on its way, in words. */
export interface ModelInUse {
  state: ModelState;
  /** Null for none. */
  id: string | null;
  /** "The language model" where nobody knows its name. */
  name: string;
  kind: LanguageModelInfo["kind"];
}

export function useModelInUse(): ModelInUse {
  const { models, languageModel } = useApp();
  const state = useStore(languageModel, (all) => all.state);
  const id = useStore(languageModel, (all) => all.rung?.modelId ?? null);
  const model = useStore(models, (all) => all.rows?.find((row) => row.model.id === id)?.model);
  return { state, id, name: model?.name ?? id ?? strings.models.unnamed, kind: model?.kind ?? "gguf" };
}
