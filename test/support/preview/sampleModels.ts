import type { DownloadProgress } from "../../../src/engines/download/protocol";
import type { Graphics } from "../../../src/engines/llm/graphics";
import { hubCatalog, serverModels } from "../../../src/engines/models/catalog";
import type { LanguageModelInfo } from "../../../src/engines/models/languageModelInfo";
import type { LanguageModels } from "../../../src/state/languageModel";
import type { ModelPorts } from "../../../src/state/models";

const GIB = 2 ** 30;
const ANSWER =
  "The lease on the Harrow Lane workshop ends on **14 September 2027**, and has to be renewed in writing six weeks before, so by 3 August.\n\nOttilie signed it with you in 2022. The council also has to agree.\n";

const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("Stopped.", "AbortError"));
    });
  });

function errorOf(name: string, message = "Something in it broke."): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/**
 * Language models that are made up, as the address says: `model`: the server has two. `graphics=none|software`, `f32`: what
 * the device has. `downloads=NAME`, `loads=NAME,NAME`: the next ones fail with an error of this name. `part`: one lies here
 * in part. `browser`: the browser has its own.
 */
export function sampleModels(scene: URLSearchParams): { ports: ModelPorts; llm: LanguageModels } {
  const loads = (scene.get("loads") ?? "").split(",").filter(Boolean);
  const here = new Map<string, LanguageModelInfo>();
  const parts = new Map<string, number>(scene.has("part") ? [["Qwen3-0.6B-q4f16_1-MLC", 140_000_000]] : []);
  const graphics: Graphics = {
    is: (scene.get("graphics") ?? "hardware") as Graphics["is"],
    f16: !scene.has("f32"),
    maxBufferBytes: 4 * GIB,
    maxBindingBytes: 2 * GIB,
    description: "made up",
  };
  const about = {
    parameters: 134_515_008,
    contextTokens: 8192,
    needsF16: false,
    family: "smollm2-135m",
    thinks: false,
  };
  const entry = (id: string, kind: "gguf" | "mlc", bytes: number, memoryBytes: number) => ({
    id,
    name: "SmolLM2 135M",
    kind,
    files: [{ path: `${id}/model`, bytes, sha256: "" }],
    licence: "Apache-2.0",
    state: { is: "ready" } as const,
    about: { ...about, memoryBytes },
  });
  const manifest = {
    version: 1 as const,
    note: scene.has("model") ? "" : "This copy of Cairn came without a language model.",
    models: scene.has("model")
      ? [
          entry("smollm2-135m-instruct", "gguf", 98_362_432, 420_000_000),
          entry("smollm2-135m-instruct-mlc", "mlc", 121_700_000, 480_000_000),
        ]
      : [],
  };
  const added: LanguageModelInfo = {
    ...about,
    id: "granite-disk",
    name: "Granite 4.0 350M",
    family: "granite-4.0-350m",
    kind: "gguf",
    from: "disk",
    licence: "",
    bytes: 362_000_000,
    memoryBytes: 700_000_000,
    parameters: 352_000_000,
    files: [],
  };

  const ports: ModelPorts = {
    readManifest: async () => manifest,
    serverModels,
    hubModels: async () => hubCatalog(),
    browserModel: async () =>
      scene.has("browser")
        ? { ...added, id: "browser", name: "Gemini Nano", kind: "browser", from: "browser", bytes: 0 }
        : null,
    store: {
      list: async () => [...here.values()],
      sizes: async () => [
        ...[...here.values()].map(({ id, bytes }) => ({ id, bytes, whole: true })),
        ...[...parts].map(([id, bytes]) => ({ id, bytes, whole: false })),
      ],
      async remove(id) {
        here.delete(id);
        parts.delete(id);
      },
    },
    download: {
      async install(model, onProgress, signal) {
        const speed = model.from === "server" ? 200e6 : 23e6;
        let done = parts.get(model.id) ?? 0;
        const tell = (waitingSeconds: DownloadProgress["waitingSeconds"] = null) =>
          onProgress({ done, total: model.bytes, bytesPerSecond: waitingSeconds ? 0 : speed, waitingSeconds });
        for (let tick = 1; done < model.bytes; tick += 1) {
          await pause(200, signal);
          done = Math.min(model.bytes, done + speed / 5);
          parts.set(model.id, done);
          tell(scene.has("waits") ? 8 : null);
          const failure = scene.get("downloads");
          if (failure && model.from === "hub" && tick > 8) throw errorOf(failure);
        }
        parts.delete(model.id);
        here.set(model.id, model);
        return model;
      },
    },
    disk: {
      inspect: async (files) =>
        files[0]?.name.endsWith(".gguf")
          ? { ok: true, model: added }
          : {
              ok: false,
              reason: "This folder holds no model that Cairn can run: there is no mlc-chat-config.json in it.",
            },
      async add(_files, onProgress, signal) {
        for (let tenth = 0; tenth <= 10; tenth += 1) {
          await pause(300, signal);
          onProgress((added.bytes * tenth) / 10, added.bytes);
        }
        here.set(added.id, added);
        return added;
      },
    },
    graphics: async () => graphics,
    deviceMemoryBytes: Number(scene.get("memory") ?? 8) * GIB,
  };

  const llm: LanguageModels = {
    async load(model, { contextTokens }, onProgress) {
      for (let fifth = 1; fifth <= 5; fifth += 1) {
        await pause(scene.has("slow") ? 20_000 : 60);
        onProgress((model.bytes * fifth) / 5, model.bytes);
      }
      const failure = loads.shift();
      if (failure) throw errorOf(failure);
      return {
        id: model.id,
        contextTokens,
        async complete(request, onText) {
          for (const piece of ANSWER.match(/\S+\s*/g) ?? []) {
            if (request.signal?.aborted) break;
            await pause(30);
            onText?.(piece);
          }
          if (scene.has("falls")) throw errorOf("DeviceLost");
          const usage = { promptTokens: 1, cachedTokens: 0, completionTokens: 1 };
          return { text: ANSWER, ended: "complete", usage };
        },
      };
    },
    async unload() {},
    watch() {},
    async test(_model, onProgress, signal) {
      for (let tenth = 1; tenth <= 10; tenth += 1) {
        await pause(250, signal);
        onProgress(tenth / 10);
      }
      return TESTED;
    },
  };
  return { ports, llm };
}

const TESTED = { tokensPerSecondIn: 41.2, tokensPerSecondOut: 11.4, firstWordMs: 1240, jsonRight: 9, jsonAsked: 10 };
