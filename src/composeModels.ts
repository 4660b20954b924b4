import { createDownloadClient } from "./engines/download/downloadClient";
import type { BrowserModel } from "./engines/llm/createBrowserModel";
import { probeGraphics } from "./engines/llm/graphics";
import { createLlmClient } from "./engines/llm/llmClient";
import { findBrowserModelApi } from "./engines/llm/promptApi";
import type { LlmState } from "./engines/llm/protocol";
import { readManifest } from "./engines/llm/readManifest";
import { createSharedLlm } from "./engines/llm/sharedLlm";
import { hubCatalog, serverModels } from "./engines/models/catalog";
import { createModelStore } from "./engines/models/modelStore";
import { createModelsClient } from "./engines/models/modelsClient";
import type { Clock } from "./memory/ports";
import type { LanguageModels } from "./state/languageModel";
import type { ModelPorts } from "./state/models";

const GIB = 2 ** 30;

/** The page's language models: what runs them, and what finds, brings and takes them away. */
export function composeModels(clock: Clock): { llm: LanguageModels; modelPorts: ModelPorts } {
  const api = findBrowserModelApi();
  let browserModel: BrowserModel | null = null;
  let opening = new AbortController();
  const closeBrowserModel = () => {
    opening.abort();
    opening = new AbortController();
    browserModel?.close();
    browserModel = null;
  };

  const watchers = new Set<(state: LlmState) => void>();
  const shared = createSharedLlm({
    createClient: (onState) =>
      createLlmClient({
        onState,
        create: (name) => new Worker(new URL("./engines/llm/llm.worker.ts", import.meta.url), { type: "module", name }),
      }),
    onState(state) {
      for (const watch of watchers) watch(state);
    },
  });

  const llm: LanguageModels = {
    async load(model, options, onProgress) {
      closeBrowserModel();
      if (model.kind !== "browser") return shared.load(model, options, onProgress);
      if (!api) throw new Error("This browser has no language model of its own.");
      const { signal } = opening;
      // Never two models in memory.
      await shared.unload();
      const { openBrowserModel } = await import("./engines/llm/createBrowserModel");
      signal.throwIfAborted();
      browserModel = await openBrowserModel(api, onProgress, signal);
      return browserModel;
    },
    watch: (watcher) => void watchers.add(watcher),
    async unload() {
      closeBrowserModel();
      await shared.unload();
    },
    async test(model, onProgress, signal) {
      const { testModel } = await import("./engines/llm/testModel");
      return testModel(model, clock, onProgress, signal);
    },
  };

  const store = createModelStore();
  const { deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  const modelPorts: ModelPorts = {
    readManifest: () => readManifest(),
    serverModels,
    hubModels: async () => hubCatalog(),
    async browserModel() {
      if (!api) return null;
      const { browserModelInfo } = await import("./engines/llm/createBrowserModel");
      return browserModelInfo(api);
    },
    store,
    download: createDownloadClient({
      create: (name) =>
        new Worker(new URL("./engines/download/download.worker.ts", import.meta.url), { type: "module", name }),
    }),
    disk: createModelsClient({
      create: (name) =>
        new Worker(new URL("./engines/models/models.worker.ts", import.meta.url), { type: "module", name }),
    }),
    graphics: () => probeGraphics(),
    deviceMemoryBytes: deviceMemory === undefined ? null : deviceMemory * GIB,
  };
  return { llm, modelPorts };
}
