import type { ChatMessage, Completion } from "../../memory/ports";
import { stoppedAnswer } from "./createTurns";
import type { BrowserPromptOptions, BrowserSession } from "./promptApi";

/** Pieces may hold several tokens; English has about that many characters a token. */
const CHARACTERS_PER_TOKEN = 5;

/** Tokens that a session holds. */
export const usage = (session: BrowserSession): number => session.contextUsage ?? session.inputUsage ?? 0;

/** Tokens that a session can hold. */
export const contextWindow = (session: BrowserSession): number =>
  session.contextWindow ?? session.inputQuota ?? Number.POSITIVE_INFINITY;

/** Tokens that `input` would add to a session; 0 where the browser does not count. */
export async function measure(
  session: BrowserSession,
  input: readonly ChatMessage[],
  options?: BrowserPromptOptions,
): Promise<number> {
  const tokens = session.measureContextUsage?.(input, options) ?? session.measureInputUsage?.(input, options);
  return (await tokens) ?? 0;
}

/** What `make` makes. The signal ends the making alone: handed on as it is, it would destroy the session ever after. */
export async function makeSession(
  make: (signal: AbortSignal) => Promise<BrowserSession>,
  signal?: AbortSignal,
): Promise<BrowserSession> {
  const making = new AbortController();
  const abort = () => making.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await make(making.signal);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** What one answer is made from. */
export interface Asked {
  session: BrowserSession;
  input: readonly ChatMessage[];
  /** Tokens that the session holds already, and that `input` adds. */
  held: number;
  added: number;
  /** What was held is not read anew. */
  isReused: boolean;
  maxTokens: number;
  /** A JSON Schema. */
  constraint: BrowserPromptOptions["responseConstraint"];
}

export interface Streamed {
  completion: Completion;
  /** Resolves when the session is through with it, which takes longer where it was ended. */
  settled: Promise<void>;
}

/** Streams an answer, and ends it at its length: the API has no limit of its own. */
export async function streamAnswer(
  { session, input, held, added, isReused, maxTokens, constraint }: Asked,
  signal: AbortSignal,
  onText: (piece: string) => void,
): Promise<Streamed> {
  const cut = new AbortController();
  const either = AbortSignal.any([signal, cut.signal]);
  const stopped = new Promise<"stopped">((resolve) => {
    signal.addEventListener("abort", () => resolve("stopped"), { once: true });
    if (signal.aborted) resolve("stopped");
  });
  const options = constraint ? { signal: either, responseConstraint: constraint } : { signal: either };
  const reader = session.promptStreaming(input, options).getReader();
  let text = "";
  let pieces = 0;
  let ended: Completion["ended"] = "complete";
  const tokens = () => Math.max(pieces, Math.ceil(text.length / CHARACTERS_PER_TOKEN));
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), stopped]);
      if (next === "stopped") ended = "stopped";
      else if (!next.done && tokens() >= maxTokens) ended = "length";
      if (next === "stopped" || next.done || ended === "length") break;
      pieces += 1;
      text += next.value;
      onText(next.value);
    }
  } catch (error) {
    if (signal.aborted) ended = "stopped";
    // It could not keep to the schema: the caller sees that for itself.
    else if (!(constraint && error instanceof Error && error.name === "SyntaxError")) throw error;
  }
  const settled = reader.closed.catch(() => undefined);
  if (ended !== "complete") {
    cut.abort();
    // Rejects with the abort that was just asked for.
    reader.cancel().catch(() => undefined);
  }
  const counted = ended === "complete" ? usage(session) - held - added : 0;
  const completionTokens = counted > 0 ? counted : Math.min(tokens(), maxTokens);
  const promptTokens = held + added;
  const used = { promptTokens, cachedTokens: isReused ? held : 0, completionTokens };
  return { completion: { text, ended, usage: promptTokens > 0 ? used : stoppedAnswer("").usage }, settled };
}
