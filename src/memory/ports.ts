/** What the core is handed: nothing in memory/ reads a clock, chance, a database or a model by itself. */
import type { Cause, GraphDiff, Op, Rows, TableName } from "./model";

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Ids {
  /** A deterministic id: the same parts give the same id on every device. 26 lower-case characters, 128 bits of SHA-256. */
  derive(...parts: readonly string[]): string;
  /** A fresh random id of the same form. */
  random(): string;
}

export interface EmbedOptions {
  signal?: AbortSignal;
  /** Texts done of all. */
  onProgress?: (done: number, total: number) => void;
  /** "now" goes before every "later" batch: a question does not wait for a file. */
  priority?: "now" | "later";
}

/** Text to unit vectors of `dimension` numbers, in the order asked. Rejects with an AbortError when cancelled. */
export interface Embedder {
  readonly modelId: string;
  readonly dimension: number;
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
}

/** What a new sentence does to one thing known, in the order of the judge's outputs. */
export const PAIR_LABELS = ["same", "refine", "update", "end", "correct", "forget", "conflict", "other"] as const;
export type PairLabel = (typeof PAIR_LABELS)[number];

/** What kind of sentence it is: "keep", "hearsay", "forget" and "correct" matter to memory, the others do not. */
export const SENTENCE_LABELS = [
  "keep",
  "hearsay",
  "question",
  "request",
  "chitchat",
  "joke",
  "hypothetical",
  "transient",
  "quote",
  "forget",
  "correct",
  "general",
] as const;
export type SentenceLabel = (typeof SENTENCE_LABELS)[number];

/** Whether a passage answers a question. */
export const ANSWER_LABELS = ["answers", "partly", "no"] as const;
export type AnswerLabel = (typeof ANSWER_LABELS)[number];

/** A calibrated probability for each label; they sum to 1. */
export type Verdict<Label extends string> = Readonly<Record<Label, number>>;

export interface JudgeOptions {
  /** Rejects with an AbortError: what waits is dropped, a batch that runs is let go. */
  signal?: AbortSignal;
  /** "now" (the default) goes before every "later" batch. */
  priority?: "now" | "later";
}

/** Probabilities, never acts: what to do with them is decided by `memory/judge`. Answers come in the order asked. */
export interface Judge {
  readonly modelId: string;
  /** What `text` does to each of `known`. */
  pairs(known: readonly string[], text: string, options?: JudgeOptions): Promise<Verdict<PairLabel>[]>;
  /** `before` is the sentence before it, "" where there is none. */
  sentences(
    items: readonly { text: string; before: string }[],
    options?: JudgeOptions,
  ): Promise<Verdict<SentenceLabel>[]>;
  answers(question: string, passages: readonly string[], options?: JudgeOptions): Promise<Verdict<AnswerLabel>[]>;
}

/** Two sentences, what the judge makes of them, and what would be done about it. */
export interface TriedPair {
  known: string;
  text: string;
  pair: Verdict<PairLabel>;
  sentence: Verdict<SentenceLabel>;
  /** The likeliest reading, and how sure the judge is of it: of a change, end, correction or wish to forget, of any of these. */
  likeliest: PairLabel;
  sure: number;
  /** At the acting thresholds; null for nothing. */
  decision: PairLabel | null;
  /** The new sentence brings a number that the known one lacks, so that it is never taken for a repeat. */
  otherNumber: boolean;
  modelId: string;
}

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface CompletionRequest {
  messages: readonly ChatMessage[];
  maxTokens: number;
  temperature: number;
  /** JSON Schema that holds the shape of the answer, never its truth. */
  schema?: Readonly<Record<string, unknown>>;
  /** A "now" call (the default) goes before every "later" one, and interrupts one that runs: it then begins again. */
  priority?: "now" | "later";
  signal?: AbortSignal;
}

export interface Completion {
  text: string;
  /** "stopped" when the signal ended it: what was written until then is in `text`. */
  ended: "complete" | "stopped" | "length";
  /** What it thought aloud before it answered, where it is a model that does; never part of `text`. */
  thinking?: string;
  /** Tokens of the whole prompt, how many of them were not read anew, and tokens written. All 0 where nobody counted. */
  usage: { promptTokens: number; cachedTokens: number; completionTokens: number };
}

/** A language model on this device. One call at a time; further calls wait. */
export interface LanguageModel {
  readonly id: string;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
  /** Streams pieces of text to `onText`, then resolves. Rejects when the engine is lost or refuses the request. */
  complete(request: CompletionRequest, onText?: (piece: string) => void): Promise<Completion>;
}

/** A consistent view of the rows at `rev`. */
export interface Reader {
  readonly rev: number;
  get<T extends TableName>(table: T, id: string): Promise<Rows[T] | undefined>;
  getMany<T extends TableName>(table: T, ids: readonly string[]): Promise<(Rows[T] | undefined)[]>;
}

/** The database. All writes pass through `commit`. A contract suite in test/contracts/ holds every implementation to this. */
export interface Store extends Reader {
  all<T extends TableName>(table: T): Promise<Rows[T][]>;
  passagesOf(sourceId: string): Promise<Rows["passages"][]>;
  turnsOf(chatId: string): Promise<Rows["turns"][]>;
  /** Memories, current, past or archived, whose textKey is one of these. */
  memoriesByTextKey(keys: readonly string[]): Promise<Rows["memories"][]>;
  /** Memories with evidence in any of these passages. */
  memoriesOfPassages(passageIds: readonly string[]): Promise<Rows["memories"][]>;
  memoriesDerivedFrom(memoryIds: readonly string[]): Promise<Rows["memories"][]>;
  /** Memories whose replacedBy is any of these. */
  memoriesReplacedBy(memoryIds: readonly string[]): Promise<Rows["memories"][]>;
  linksOf(memoryIds: readonly string[]): Promise<Rows["links"][]>;
  opsSince(rev: number): Promise<Op[]>;
  /** Ops of a cause, and of the undos of it, oldest first. */
  opsOfCause(causeId: string): Promise<Op[]>;
  /**
   * Runs `plan` alone (across tabs) on the newest rows and commits what it returns, with its ops, in one strict transaction.
   * Resolves only when the transaction has completed. A plan that returns no changes commits nothing.
   * Rejects with QuotaError, StaleSchemaError or ClosedError; then nothing was stored.
   */
  commit(cause: Cause, plan: (reader: Store) => Promise<GraphDiff> | GraphDiff): Promise<Op[]>;
}
