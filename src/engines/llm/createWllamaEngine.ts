import { type ChatCompletionChunk, type ChatCompletionParams, type LoadModelParams, Wllama } from "@wllama/wllama";
import wllamaWasm from "@wllama/wllama/esm/wasm/wllama.wasm?url";
import type { Completion, CompletionRequest } from "../../memory/ports";
import { EngineFailed, ModelNotLoaded, PromptEmpty, toEngineError } from "./engineErrors";
import { fetchModel } from "./fetchModel";
import type { LlmApi } from "./protocol";

/** Tokens of prompt and answer together. */
const CONTEXT = 4096;

/** Its own defaults are 1024 tokens of context for 4 users at once and half the cores. */
function loadParams(): LoadModelParams {
  return {
    n_ctx: CONTEXT,
    n_parallel: 1,
    n_threads: Math.min(4, navigator.hardwareConcurrency),
    // A stop is only seen between two batches: on two cores one of 8 takes 0.3 s, and reads no slower than one of 32.
    n_batch: 8,
    n_ubatch: 8,
    // The CPU alone: drivers of a GPU fail in ways that this engine does not report.
    n_gpu_layers: 0,
  };
}

/** The chat API of llama.cpp, with what its types leave out. */
function chatParams({ messages, maxTokens, temperature, schema }: Omit<CompletionRequest, "signal">) {
  return {
    // Half of a surrogate pair is no JSON to llama.cpp, and breaks it.
    messages: messages.map(({ role, content }) => ({ role, content: content.toWellFormed() })),
    max_tokens: maxTokens,
    temperature,
    cache_prompt: true,
    // With these, an answer that was stopped still tells what it took.
    timings_per_token: true,
    ...(schema && { response_format: { type: "json_schema", json_schema: { name: "answer", schema } } }),
  } satisfies ChatCompletionParams;
}

/** Any GGUF on the CPU, by wllama. One model at a time, one call at a time. */
export function createWllamaEngine(): LlmApi {
  let wllama: Wllama | null = null;

  async function unload(): Promise<void> {
    const old = wllama;
    wllama = null;
    await old?.exit();
  }

  return {
    unload,

    async load(model, onProgress) {
      await unload();
      const blobs = await fetchModel(model, onProgress);
      // An uncaught error in wllama's own worker leaves its calls waiting: it is told to the logger alone.
      let broken: (error: Error) => void = () => undefined;
      const uncaught = new Promise<never>((_, reject) => {
        broken = reject;
      });
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
        await Promise.race([next.loadModel(blobs, loadParams()), uncaught]);
        // A file that is no model is told in the result alone.
        if (next.getLoadedContextInfo().n_vocab < 1)
          throw new Error(`${model.name} is no model that can be read here.`);
      } catch (reason) {
        await next.exit();
        throw toEngineError(reason);
      }
      wllama = next;
    },

    async complete(request, onText, signal) {
      if (!wllama) throw new ModelNotLoaded("No language model is loaded.");
      if (request.messages.length === 0) throw new PromptEmpty("There is no message to answer.");
      const answer: Completion = {
        text: "",
        ended: "complete",
        usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 },
      };
      const onData = (chunk: ChatCompletionChunk) => {
        const choice = chunk.choices[0];
        const piece = choice?.delta.content ?? "";
        if (piece) {
          answer.text += piece;
          onText(piece);
        }
        if (choice?.finish_reason === "length") answer.ended = "length";
        if (chunk.timings) answer.usage = toUsage(chunk.timings);
      };
      try {
        await wllama.createChatCompletion({ ...chatParams(request), stream: true, abortSignal: signal, onData });
        return answer;
      } catch (reason) {
        if (signal?.aborted) return { ...answer, ended: "stopped" };
        const error = toEngineError(reason);
        if (error instanceof EngineFailed) await unload();
        throw error;
      }
    },
  };
}

function toUsage(timings: NonNullable<ChatCompletionChunk["timings"]>): Completion["usage"] {
  return {
    promptTokens: timings.cache_n + timings.prompt_n,
    cachedTokens: timings.cache_n,
    completionTokens: timings.predicted_n,
  };
}
