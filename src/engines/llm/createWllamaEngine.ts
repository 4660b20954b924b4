import {
  type ChatCompletionChunk,
  type ChatCompletionChunkDelta,
  type ChatCompletionParams,
  type LoadModelParams,
  Wllama,
} from "@wllama/wllama";
import wllamaWasm from "@wllama/wllama/esm/wasm/wllama.wasm?url";
import type { Completion, CompletionRequest } from "../../memory/ports";
import type { LanguageModelInfo } from "../models/languageModelInfo";
import type { ModelStore } from "../models/modelStore";
import { checkPrompt } from "./checkPrompt";
import { createThinkingFilter } from "./createThinkingFilter";
import { EngineFailed, ModelCorrupt, ModelNotLoaded, toEngineError } from "./engineErrors";
import type { LlmApi } from "./protocol";
import { verify } from "./readVerified";
import { defuseTemplateWords } from "./templateWords";

/** Its own defaults are 1024 tokens of context for 4 users at once and half the cores. */
function loadParams(model: LanguageModelInfo, contextTokens: number): LoadModelParams {
  return {
    n_ctx: contextTokens,
    n_parallel: 1,
    n_threads: Math.min(4, navigator.hardwareConcurrency),
    // A stop is only seen between two batches: on two cores one of 8 takes 0.3 s, and reads no slower than one of 32.
    n_batch: 8,
    n_ubatch: 8,
    // The CPU alone: drivers of a GPU fail in ways that this engine does not report.
    n_gpu_layers: 0,
    // A template that knows how to leave thinking out does so; any other model is cut short where it begins to think.
    ...(model.thinks && { reasoning: false, reasoning_budget_tokens: 0 }),
  };
}

/** The chat API of llama.cpp, with what its types leave out. */
function chatParams({ messages, maxTokens, temperature, schema }: Omit<CompletionRequest, "signal" | "priority">) {
  return {
    // It reads the words of its template wherever they stand.
    messages: checkPrompt(messages).map(({ role, content }) => ({ role, content: defuseTemplateWords(content) })),
    max_tokens: maxTokens,
    temperature,
    cache_prompt: true,
    // With these, an answer that was stopped still tells what it took.
    timings_per_token: true,
    ...(schema && { response_format: { type: "json_schema", json_schema: { name: "answer", schema } } }),
  } satisfies ChatCompletionParams;
}

/** A loaded model. */
interface Loaded {
  wllama: Wllama;
  /** Rejects at an uncaught error in wllama's own worker, which leaves its calls waiting: it is told to the logger alone. */
  uncaught: Promise<never>;
}

/** Any GGUF on the CPU, by wllama, from its files on this device. One model at a time, one call at a time. */
export function createWllamaEngine(store: ModelStore): LlmApi {
  let loaded: Loaded | null = null;

  async function unload(): Promise<void> {
    const old = loaded;
    loaded = null;
    await old?.wllama.exit();
  }

  return {
    unload,

    async load(model, { contextTokens }, onProgress) {
      await unload();
      const { info, blobs } = await openFiles(store, model, onProgress);
      let broken: (error: Error) => void = () => undefined;
      const uncaught = new Promise<never>((_, reject) => {
        broken = reject;
      });
      // Where nobody waits, a broken worker shows in the next call.
      uncaught.catch(() => undefined);
      const quiet = () => undefined;
      const error = (what: unknown) => {
        if (what instanceof ErrorEvent) broken(new EngineFailed(`The language model broke down: ${what.message}`));
      };
      // Every failure rejects a call, so that none is logged here as well.
      const next = new Wllama(
        { default: wllamaWasm },
        { suppressNativeLog: true, logger: { debug: quiet, log: quiet, warn: quiet, error } },
      );
      // The build for browsers without JSPI comes from a CDN unless it is turned off.
      next.setCompat(null);
      try {
        await Promise.race([
          next.loadModel(blobs, loadParams(info, Math.min(contextTokens, info.contextTokens))),
          uncaught,
        ]);
        // A file that is no model is told in the result alone.
        if (next.getLoadedContextInfo().n_vocab < 1)
          throw new ModelCorrupt(`${model.name} is no model that can be read here.`);
      } catch (reason) {
        await next.exit();
        throw toEngineError(reason);
      }
      loaded = { wllama: next, uncaught };
    },

    async complete(request, onText, signal) {
      if (!loaded) throw new ModelNotLoaded("No language model is loaded.");
      const params = chatParams(request);
      const answer: Completion = {
        text: "",
        ended: "complete",
        usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 },
      };
      const filter = createThinkingFilter((piece) => {
        answer.text += piece;
        onText(piece);
      });
      let reasoning = "";
      const onData = (chunk: ChatCompletionChunk) => {
        const choice = chunk.choices[0];
        filter.push(choice?.delta.content ?? "");
        reasoning += choice ? reasoningOf(choice.delta) : "";
        if (choice?.finish_reason === "length") answer.ended = "length";
        if (chunk.timings) answer.usage = toUsage(chunk.timings);
      };
      try {
        await Promise.race([
          loaded.wllama.createChatCompletion({ ...params, stream: true, abortSignal: signal, onData }),
          loaded.uncaught,
        ]);
      } catch (reason) {
        if (!signal?.aborted) {
          const error = toEngineError(reason);
          if (error instanceof EngineFailed) await unload();
          throw error;
        }
        answer.ended = "stopped";
      }
      filter.end();
      const thinking = filter.thinking ?? reasoning.trim();
      return thinking ? { ...answer, thinking } : answer;
    },
  };
}

/** The model as it is on this device, and its files, checked, in order: a split GGUF is read as one. */
async function openFiles(
  store: ModelStore,
  model: LanguageModelInfo,
  onProgress: (done: number, total: number) => void,
): Promise<{ info: LanguageModelInfo; blobs: Blob[] }> {
  const info = await store.get(model.id);
  if (!info) throw new ModelCorrupt(`${model.name} is not on this device.`);
  const files = await store.files(model.id);
  const ggufs = info.files.filter(({ path }) => path.endsWith(".gguf"));
  const total = ggufs.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const blobs: Blob[] = [];
  for (const expected of ggufs) {
    const found = files.find(({ path }) => path === expected.path);
    if (!found) throw new ModelCorrupt(`${expected.path} of the model is missing.`);
    await verify(found.file, expected);
    blobs.push(found.file);
    done += expected.bytes;
    onProgress(done, total);
  }
  if (blobs.length === 0) throw new ModelCorrupt(`${model.name} has no file that can be read here.`);
  return { info, blobs };
}

/** Thinking that llama.cpp has parsed out by itself: wllama's types leave it out. */
function reasoningOf(delta: ChatCompletionChunkDelta & { reasoning_content?: string | null }): string {
  return delta.reasoning_content ?? "";
}

function toUsage(timings: NonNullable<ChatCompletionChunk["timings"]>): Completion["usage"] {
  return {
    promptTokens: timings.cache_n + timings.prompt_n,
    cachedTokens: timings.cache_n,
    completionTokens: timings.predicted_n,
  };
}
