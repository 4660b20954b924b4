import type { MLCEngine } from "@mlc-ai/web-llm";
import type { Completion, CompletionRequest } from "../../memory/ports";
import type { LanguageModelInfo } from "../models/languageModelInfo";
import type { ModelStore } from "../models/modelStore";
import { checkPrompt } from "./checkPrompt";
import { createThinkingFilter } from "./createThinkingFilter";
import {
  DeviceLost,
  EngineFailed,
  ModelCorrupt,
  ModelNotLoaded,
  NoGraphics,
  OutOfMemory,
  toEngineError,
} from "./engineErrors";
import { probeGraphics } from "./graphics";
import { mendShader } from "./mendShader";
import { addressOf, createModelCaches, MODEL_BASE } from "./modelCaches";
import type { LlmApi, LoadOptions } from "./protocol";
import { renderPrompt } from "./renderPrompt";
import { replaceProperty, type WatchedDevice, watchDevice } from "./watchDevice";
import {
  keepJsonOnOneLine,
  type PromptReader,
  pipelineOf,
  ReadingStopped,
  takeOverPrompts,
  type WebLlmPipeline,
} from "./webLlmPipeline";

interface Loaded {
  model: LanguageModelInfo;
  engine: MLCEngine;
  pipeline: WebLlmPipeline;
  prompts: PromptReader;
  device: WatchedDevice;
  unload(): Promise<void>;
}

/** A model compiled for WebGPU, by web-llm, from its files on this device. One model at a time, one call at a time. */
export function createWebLlmEngine(store: ModelStore): LlmApi {
  let loaded: Loaded | null = null;

  async function unload(): Promise<void> {
    const old = loaded;
    loaded = null;
    await old?.unload();
  }

  return {
    unload,

    async load(model, options, onProgress) {
      await unload();
      loaded = await loadModel(store, model, options, onProgress);
    },

    async complete(request, onText, signal) {
      if (!loaded) throw new ModelNotLoaded("No language model is loaded.");
      const { device } = loaded;
      try {
        // It may have gone since the last call.
        if (device.lost) throw new DeviceLost("The graphics device was lost.");
        return await complete(loaded, request, onText, signal);
      } catch (reason) {
        const error = await toGraphicsError(reason, device);
        if (error instanceof EngineFailed || error instanceof DeviceLost || error instanceof OutOfMemory)
          await unload();
        throw error;
      }
    },
  };
}

async function loadModel(
  store: ModelStore,
  model: LanguageModelInfo,
  { contextTokens }: LoadOptions,
  onProgress: (done: number, total: number) => void,
): Promise<Loaded> {
  const graphics = await probeGraphics();
  if (graphics.is === "none") throw new NoGraphics("This browser offers no graphics that a language model can run on.");
  if (model.needsF16 && !graphics.f16)
    throw new NoGraphics(`${model.name} needs graphics that compute in half floats.`);
  const info = await store.get(model.id);
  if (!info) throw new ModelCorrupt(`${model.name} is not on this device.`);
  const files = await store.files(model.id);
  const library = files.find(({ path }) => path.endsWith(".wasm"));
  if (!library) throw new ModelCorrupt(`${model.name} has no library for the graphics device.`);

  const total = info.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onRead = (bytes: number) => {
    done = Math.min(total, done + bytes);
    onProgress(done, total);
  };
  // 6 MB that nobody needs whose model runs on the processor.
  const webLlm = await import("@mlc-ai/web-llm");
  const engine = new webLlm.MLCEngine({
    appConfig: {
      cacheBackend: "cache",
      model_list: [{ model_id: model.id, model: MODEL_BASE, model_lib: addressOf(library.path) }],
    },
    logLevel: "SILENT",
  });
  const unloadEngine = engine.unload.bind(engine);
  // web-llm takes its model apart as soon as the device is lost, in the middle of the call that runs: `unload` does it after.
  engine.unload = async () => undefined;

  const { device, stop } = watchDevice(navigator.gpu, mendShader);
  // Both are web-llm's alone while it loads: nothing else here asks for a device or a cache.
  const restore = replaceProperty(globalThis, "caches", createModelCaches(files, info.files, onRead));
  try {
    await engine.reload(model.id, {
      context_window_size: Math.min(contextTokens, info.contextTokens),
      sliding_window_size: -1,
    });
    // It takes the AbortError of a lost device for one of its own, and resolves.
    const pipeline = pipelineOf(engine, model.id);
    if (!pipeline || device.lost) throw new DeviceLost("The graphics device was lost while the model was loaded.");
    pipeline.tvm.setDeviceLostAutoDispose(false);
    keepJsonOnOneLine(pipeline);
    const prompts = takeOverPrompts(pipeline);
    return { model: info, engine, pipeline, prompts, device, unload: () => takeApart(unloadEngine, device) };
  } catch (reason) {
    const error = await toGraphicsError(reason, device);
    device.destroy();
    throw error;
  } finally {
    restore();
    stop();
  }
}

/** Ends with nothing of the model in memory, whatever state it is in. */
async function takeApart(unloadEngine: () => Promise<void>, device: WatchedDevice): Promise<void> {
  try {
    await unloadEngine();
  } catch {
    // Handles of a lost device or a trapped library cannot be let go one by one: they go with the two.
  } finally {
    device.destroy();
  }
}

async function complete(
  { model, engine, pipeline, prompts }: Loaded,
  request: Parameters<LlmApi["complete"]>[0],
  onText: (piece: string) => void,
  signal?: AbortSignal,
): Promise<Completion> {
  const messages = checkPrompt(request.messages);
  const answer: Completion = {
    text: "",
    ended: "stopped",
    usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 },
  };
  if (signal?.aborted) return answer;
  const prompt = renderPrompt(pipeline.conversation.config, messages, { withoutThinking: model.thinks });
  const reading = prompts.begin(prompt, signal);
  const thinking = createThinkingFilter((piece) => {
    answer.text += piece;
    onText(piece);
  });
  const interrupt = () => void engine.interruptGenerate();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    for await (const { choices, usage } of await engine.chat.completions.create(chatRequest(request))) {
      const [choice] = choices;
      if (choice?.delta.content && !signal?.aborted) thinking.push(choice.delta.content);
      if (choice?.finish_reason === "stop") answer.ended = "complete";
      if (choice?.finish_reason === "length") answer.ended = "length";
      if (usage) answer.usage.completionTokens = usage.completion_tokens;
    }
  } catch (reason) {
    if (!(reason instanceof ReadingStopped)) throw reason;
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
  thinking.end();
  Object.assign(answer.usage, reading);
  if (thinking.thinking !== undefined) answer.thinking = thinking.thinking;
  return answer;
}

/** The prompt is read by PromptReader: web-llm only has to see a message. */
function chatRequest({ maxTokens, temperature, schema }: Omit<CompletionRequest, "signal" | "priority">) {
  return {
    messages: [{ role: "user" as const, content: "" }],
    max_tokens: maxTokens,
    temperature,
    stream: true as const,
    stream_options: { include_usage: true },
    ...(schema && {
      response_format: { type: "json_object" as const, schema: JSON.stringify(schema) },
      // What a model is made to say may repeat itself: its own penalties would push it off the shape.
      repetition_penalty: 1,
      frequency_penalty: 0,
      presence_penalty: 0,
    }),
  };
}

/** A lost device shows in many ways: as an AbortError of mapAsync, or as whatever failed next. */
async function toGraphicsError(reason: unknown, device: WatchedDevice): Promise<Error> {
  if (reason instanceof ModelCorrupt) return reason;
  // The failed call may be told before the loss is.
  await new Promise((resolve) => setTimeout(resolve));
  if (device.outOfMemory) return new OutOfMemory("The model does not fit into the memory of the graphics device.");
  const aborted = reason instanceof DOMException && reason.name === "AbortError";
  if (device.lost || aborted) return new DeviceLost("The graphics device was lost.");
  const error = toEngineError(reason);
  // A plain error comes from the inside of web-llm, whose state is then anybody's guess.
  return error.name === "Error" ? new EngineFailed(`The language model broke down: ${error.message}`) : error;
}
