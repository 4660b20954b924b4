import type { ChatMessage } from "../../memory/ports";
import { PromptEmpty } from "./engineErrors";

/** The messages as any engine can read them. Throws PromptEmpty where there is none to answer. */
export function checkPrompt(messages: readonly ChatMessage[]): ChatMessage[] {
  if (messages.at(-1)?.role !== "user") throw new PromptEmpty("There is no message to answer.");
  // Half of a surrogate pair is text to nobody: llama.cpp breaks on it.
  return messages.map(({ role, content }) => ({ role, content: content.toWellFormed() }));
}
