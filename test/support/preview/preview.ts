/** The page over a made-up memory, to look at each screen. `?empty`, `?opening`, `?failed`, `?model` set the scene. */
import { createLoopGuard } from "../../../src/answer/createLoopGuard";
import type { Completion } from "../../../src/memory/ports";
import { createAppStores } from "../../../src/state/appStores";
import { createMemoryEvents } from "../../../src/state/memoryEvents";
import { renderApp } from "../../../src/ui/renderApp";
import { strings } from "../../../src/ui/strings.en";
import { createFakeMemory } from "../fakeMemory";
import { fillSample } from "./fillSample";

const scene = new URLSearchParams(location.search);
const memory = createFakeMemory({ now: () => Date.now() });
if (!scene.has("empty")) await fillSample(memory);
if (scene.has("failed")) memory.failNext("open", new Error("The browser refused to open its database."));
if (scene.has("opening")) memory.hold("open");

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const events = createMemoryEvents();
void memory.subscribe(events.emit);
let made = 0;
const close = () => {};
const port = () => ({ port: new MessageChannel().port1, failed: new Promise<never>(() => {}), close });
const stores = createAppStores({
  memory,
  events,
  llm: {
    listModels: async () => ({
      version: 1,
      models: scene.has("model")
        ? [
            {
              id: "smollm2",
              name: "SmolLM2 135M",
              kind: "gguf",
              files: [{ path: "smollm2.gguf", bytes: 98_362_432, sha256: "" }],
              licence: "Apache-2.0",
              state: { is: "ready" },
            },
          ]
        : [],
      note: "",
    }),
    async load() {
      return {
        id: "smollm2",
        async complete(request, onText): Promise<Completion> {
          const text =
            "The lease on the Harrow Lane workshop ends on **14 September 2027**, and has to be renewed in writing six weeks before, so by 3 August.\n\nOttilie signed it with you in 2022. The council also has to agree.\n";
          for (const piece of text.match(/\S+\s*/g) ?? []) {
            if (request.signal?.aborted) break;
            await pause(30);
            onText?.(piece);
          }
          return { text, ended: "complete", usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1 } };
        },
      };
    },
    async unload() {},
  },
  clock: { now: () => Date.now() },
  ids: { random: () => `id${++made}x${Math.random().toString(36).slice(2)}` },
  timers: { set: (callback, ms) => window.setTimeout(callback, ms), clear: (timer) => clearTimeout(timer) },
  createGuard: createLoopGuard,
  words: { told: strings.chat.told, nothing: strings.chat.nothing },
  storage: localStorage,
  device: navigator.storage,
  openFile: port,
  openMemoryFile: port,
  openReflection: port,
  applyUpdate: () => location.reload(),
});
void stores.status.getState().open();
void stores.languageModel.getState().start();
stores.status.getState().setEmbedder({ is: "ready" });
const root = document.getElementById("root");
if (root) renderApp(root, stores);
Object.assign(window, { stores, memory });
