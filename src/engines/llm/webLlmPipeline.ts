import type { MLCEngine } from "@mlc-ai/web-llm";
import { createReadingPace } from "./createReadingPace";
import { tooLong } from "./engineErrors";
import type { ConversationTemplate, RenderedPrompt } from "./renderPrompt";

interface Disposable {
  dispose(): void;
}

type PackedFunction = ((...args: unknown[]) => unknown) & Disposable;

interface GrammarCompiler {
  /** `indent` -1: all on one line. */
  compileJSONSchema(schema: string, anyWhitespace?: boolean, indent?: number): Promise<unknown>;
}

/** What is used here of LLMChatPipeline in web-llm 0.2.86: all of it is private there, and does what its name says. */
export interface WebLlmPipeline {
  conversation: { config: ConversationTemplate };
  tokenizer: { encode(text: string): Int32Array };
  tvm: {
    beginScope(): void;
    endScope(): void;
    detachFromCurrentScope<T>(object: T): T;
    getGlobalFunc(name: string): PackedFunction;
    scalar(value: number, type: "int32" | "int64"): unknown;
    setDeviceLostAutoDispose(enabled: boolean): void;
  };
  device: { sync(): Promise<void> };
  /** Made when a schema is asked for the first time. */
  grammarCompiler?: GrammarCompiler;
  kvCache?: unknown;
  kvStateKind: string;
  slidingWindowSize: number;
  contextWindowSize: number;
  filledKVCacheLength: number;
  resetKVCache(): void;
  getInputData(): Promise<[number[][], number, () => number]>;
  embedAndForward(data: number[][], length: number): Promise<Disposable>;
}

/** The pipeline of a loaded model, or null. */
export function pipelineOf(engine: MLCEngine, modelId: string): WebLlmPipeline | null {
  const pipelines = Reflect.get(engine, "loadedModelIdToPipeline") as ReadonlyMap<string, WebLlmPipeline>;
  return pipelines.get(modelId) ?? null;
}

/** Reading the prompt was stopped; what was read until then is kept. */
export class ReadingStopped extends Error {
  override readonly name = "ReadingStopped";
}

/** The prompts of one loaded model. */
export interface PromptReader {
  /**
   * Makes `prompt` the one that the next completion reads, whatever messages it names. What it returns is right once that
   * has read it. Throws PromptTooLong where no room is left to answer.
   */
  begin(prompt: RenderedPrompt, signal?: AbortSignal): ReadingUsage;
}

interface ReadingUsage {
  promptTokens: number;
  /** Those that the model has read before. */
  cachedTokens: number;
}

/**
 * Takes the reading of prompts over from web-llm, which
 * - reads a chat again from its beginning unless its history is the very same and the last answer ended by itself, and then
 *   leaves the mark at the end of that answer out. Here the tokens in the cache are known, and what a new prompt has in
 *   common with them stays, as in llama.cpp: an answer does not depend on what was asked before;
 * - sees no stop before the whole prompt is read. Here it is read in batches with a look at the signal between them.
 */
export function takeOverPrompts(pipeline: WebLlmPipeline): PromptReader {
  const pace = createReadingPace();
  const clear = pipeline.resetKVCache.bind(pipeline);
  const forward = pipeline.embedAndForward.bind(pipeline);
  let pop = findPop(pipeline);
  /** The tokens in the cache; null where a failure left it in an unknown state. */
  let inCache: number[] | null = [];
  let next: { tokens: number[]; usage: ReadingUsage; signal?: AbortSignal } | null = null;

  /** How much of the cache can stay for these tokens. The last one is always read: the answer follows from it. */
  function reusable(tokens: readonly number[]): number {
    if (!inCache) return 0;
    let common = 0;
    while (common < tokens.length - 1 && common < inCache.length && tokens[common] === inCache[common]) common++;
    return pop || common === inCache.length ? common : 0;
  }

  /** Leaves the first `kept` tokens in the cache, if it can; else none. */
  function truncate(kept: number): number {
    const surplus = (inCache?.length ?? 0) - kept;
    if (kept > 0 && surplus === 0) return kept;
    try {
      if (kept > 0 && pop) {
        pop(surplus);
        return kept;
      }
    } catch {
      // A library that cannot go back after all: it is not asked again.
      pop = null;
    }
    clear();
    return 0;
  }

  async function read(batch: number[]): Promise<Disposable> {
    const before = inCache;
    inCache = null;
    const logits = await forward([batch], batch.length);
    before?.push(...batch);
    inCache = before;
    return logits;
  }

  // web-llm empties the cache for each new chat.
  pipeline.resetKVCache = () => undefined;

  pipeline.getInputData = async () => {
    if (!next) throw new Error("No prompt was given.");
    const { tokens, usage } = next;
    const kept = truncate(reusable(tokens));
    usage.cachedTokens = kept;
    inCache = tokens.slice(0, kept);
    pipeline.filledKVCacheLength = kept;
    return [[tokens.slice(kept)], tokens.length - kept, () => 0];
  };

  pipeline.embedAndForward = async (data, length) => {
    const tokens = data.flat();
    // A token of the answer: the stop is looked for after each.
    if (length === 1) return read(tokens);
    let logits: Disposable | undefined;
    for (let at = 0; at < length; ) {
      if (next?.signal?.aborted) throw new ReadingStopped();
      logits?.dispose();
      const batch = tokens.slice(at, at + pace.batch);
      const startedAt = performance.now();
      logits = await read(batch);
      // Commands are only queued until now: without this, all batches would be on their way before the first is read.
      await pipeline.device.sync();
      pace.took(batch.length, performance.now() - startedAt);
      at += batch.length;
    }
    if (!logits) throw new Error("There is nothing to read.");
    return logits;
  };

  return {
    begin({ prefix, parts }, signal) {
      const tokens = [...prefix, ...parts.flatMap((part) => [...pipeline.tokenizer.encode(part)])];
      if (tokens.length >= pipeline.contextWindowSize) throw tooLong();
      next = { tokens, usage: { promptTokens: tokens.length, cachedTokens: 0 }, signal };
      return next.usage;
    },
  };
}

/**
 * Has answers of a schema written on one line. Else white space may stand between any two parts, and a small model
 * sometimes writes nothing but line breaks until its tokens are out.
 */
export function keepJsonOnOneLine(pipeline: WebLlmPipeline): void {
  let compiler = pipeline.grammarCompiler;
  Object.defineProperty(pipeline, "grammarCompiler", {
    get: () => compiler,
    set(made: GrammarCompiler | undefined) {
      compiler = made;
      if (!made) return;
      const compile = made.compileJSONSchema.bind(made);
      made.compileJSONSchema = (schema) => compile(schema, false, -1);
    },
  });
}

/** Takes tokens off the end of the cache; null where the model's state cannot go back (recurrent ones, sliding windows). */
function findPop({ tvm, kvCache, kvStateKind, slidingWindowSize }: WebLlmPipeline): ((tokens: number) => void) | null {
  if (kvStateKind !== "kv_cache" || slidingWindowSize !== -1) return null;
  tvm.beginScope();
  try {
    const popN = tvm.detachFromCurrentScope(tvm.getGlobalFunc("vm.builtin.kv_state_popn"));
    return (tokens) => {
      popN(kvCache, tvm.scalar(0, "int64"), tvm.scalar(tokens, "int32"));
    };
  } catch {
    // A library from before TVM had it: then a chat that differs anywhere is read again.
    return null;
  } finally {
    tvm.endScope();
  }
}
