/** What tabs say to each other about the language model that one of them holds. */
import type { ChatMessage, Completion, CompletionRequest } from "../../memory/ports";
import type { LanguageModelInfo } from "../models/languageModelInfo";
import type { LlmState, LoadOptions } from "./protocol";

/** A call of a tab to the one that holds the model. */
export type SharedCall =
  | { is: "load"; model: LanguageModelInfo; options: LoadOptions }
  | { is: "unload" }
  | { is: "complete"; model: LanguageModelInfo; options: LoadOptions; request: Omit<CompletionRequest, "signal"> };

/** `from` and `to` are ids of tabs, `call` is the id of a call. */
export type SharedLlmMessage =
  /** Who holds the model? */
  | { is: "who"; from: string }
  /** I do, and this is how it stands. */
  | { is: "holder"; from: string; state: LlmState }
  | { is: "call"; from: string; to: string; call: string; what: SharedCall }
  | { is: "stop"; from: string; to: string; call: string }
  | { is: "piece"; from: string; to: string; call: string; text: string }
  /** The call ended, with a completion where it asked for one. */
  | { is: "done"; from: string; to: string; call: string; completion: Completion | null }
  | { is: "failed"; from: string; to: string; call: string; name: string; reason: string };

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** Whether something that came over the channel is a message of this version, whole. */
export function isSharedLlmMessage(value: unknown): value is SharedLlmMessage {
  if (!isFields(value) || !isText(value.from)) return false;
  if (value.is === "who") return true;
  if (value.is === "holder") return isState(value.state);
  if (!isText(value.to) || !isText(value.call)) return false;
  switch (value.is) {
    case "call":
      return isCall(value.what);
    case "stop":
      return true;
    case "piece":
      return isText(value.text);
    case "done":
      return value.completion === null || isCompletion(value.completion);
    case "failed":
      return isText(value.name) && isText(value.reason);
    default:
      return false;
  }
}

function isState(value: unknown): value is LlmState {
  if (!isFields(value)) return false;
  if (value.is === "off") return true;
  if (!isText(value.modelId)) return false;
  if (value.is === "loading") return isNumber(value.done) && isNumber(value.total);
  if (value.is === "ready") return isNumber(value.contextTokens);
  return value.is === "failed" && isText(value.name) && isText(value.reason);
}

function isCall(value: unknown): value is SharedCall {
  if (!isFields(value)) return false;
  if (value.is === "unload") return true;
  const hasModel = isModel(value.model) && isFields(value.options) && isNumber(value.options.contextTokens);
  return hasModel && (value.is === "load" || (value.is === "complete" && isRequest(value.request)));
}

function isModel(value: unknown): value is LanguageModelInfo {
  return (
    isFields(value) && isText(value.id) && isText(value.kind) && isNumber(value.bytes) && Array.isArray(value.files)
  );
}

function isRequest(value: unknown): value is Omit<CompletionRequest, "signal"> {
  return (
    isFields(value) &&
    Array.isArray(value.messages) &&
    value.messages.every(isChatMessage) &&
    isNumber(value.maxTokens) &&
    isNumber(value.temperature) &&
    (value.schema === undefined || isFields(value.schema)) &&
    (value.priority === undefined || value.priority === "now" || value.priority === "later")
  );
}

function isChatMessage(value: unknown): value is ChatMessage {
  return isFields(value) && ["system", "user", "assistant"].includes(String(value.role)) && isText(value.content);
}

function isCompletion(value: unknown): value is Completion {
  return (
    isFields(value) &&
    isText(value.text) &&
    ["complete", "stopped", "length"].includes(String(value.ended)) &&
    (value.thinking === undefined || isText(value.thinking)) &&
    isFields(value.usage) &&
    [value.usage.promptTokens, value.usage.cachedTokens, value.usage.completionTokens].every(isNumber)
  );
}
