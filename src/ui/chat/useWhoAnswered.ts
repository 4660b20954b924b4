import { useStore } from "zustand";
import type { Work } from "../../state/chat";
import type { TurnView } from "../../workers/memoryProtocol";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";

/** Why another one than the chosen language model answered a turn, in a line; "" where none did. */
export function useWhoAnswered(view: TurnView | null, work: Work | null): string {
  const { chat, models } = useApp();
  const turnId = view?.turn.id;
  const hurried = useStore(chat, (state) => turnId !== undefined && state.hurried.has(turnId));
  const failure = useStore(chat, (state) => turnId !== undefined && state.fallen.get(turnId));
  const answer = view?.turn.answer ?? null;
  const writer = useStore(models, (state) => state.rows?.find((row) => row.model.id === answer?.modelId)?.model.name);
  if (!answer || (work && work.step.is !== "learning")) return "";
  if (failure) return strings.margin.modelFailed(failure, answer.modelId === null ? null : (writer ?? answer.modelId));
  return hurried && answer.kind === "quotes" ? strings.margin.modelLoading : "";
}
