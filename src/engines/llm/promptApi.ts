/**
 * The part of the Prompt API (https://webmachinelearning.github.io/prompt-api/) that Cairn speaks, with the names it had
 * before: pages see the new ones, older browsers the old.
 */
import type { ChatMessage } from "../../memory/ports";

export type BrowserAvailability = "unavailable" | "downloadable" | "downloading" | "available";

export interface BrowserPromptOptions {
  signal?: AbortSignal;
  /** A JSON Schema. */
  responseConstraint?: Readonly<Record<string, unknown>>;
}

/** What the model has read and written so far, and goes on from. */
export interface BrowserSession extends Pick<EventTarget, "addEventListener"> {
  readonly contextUsage?: number;
  readonly contextWindow?: number;
  readonly inputUsage?: number;
  readonly inputQuota?: number;
  promptStreaming(input: readonly ChatMessage[], options?: BrowserPromptOptions): ReadableStream<string>;
  append?(input: readonly ChatMessage[], options?: { signal?: AbortSignal }): Promise<void>;
  measureContextUsage?(input: readonly ChatMessage[], options?: BrowserPromptOptions): Promise<number>;
  measureInputUsage?(input: readonly ChatMessage[], options?: BrowserPromptOptions): Promise<number>;
  /** Another session that holds the same. */
  clone?(options?: { signal?: AbortSignal }): Promise<BrowserSession>;
  destroy(): void;
}

export interface BrowserSessionOptions {
  initialPrompts?: readonly ChatMessage[];
  /** Called with what fires `downloadprogress` events, `loaded` from 0 to 1. */
  monitor?(monitor: EventTarget): void;
  signal?: AbortSignal;
  /** All that a page may say of chance; older browsers overlook it. */
  samplingMode?: "most-predictable" | "predictable" | "balanced";
}

/** The global `LanguageModel`. */
export interface BrowserModelApi {
  availability(): Promise<BrowserAvailability>;
  create(options?: BrowserSessionOptions): Promise<BrowserSession>;
}

/** The browser's own language model; undefined where it has none. */
export function findBrowserModelApi(scope: object = globalThis): BrowserModelApi | undefined {
  const api: unknown = Reflect.get(scope, "LanguageModel");
  if (typeof api !== "function" && typeof api !== "object") return undefined;
  const { availability, create } = (api ?? {}) as Partial<BrowserModelApi>;
  return typeof availability === "function" && typeof create === "function" ? (api as BrowserModelApi) : undefined;
}
