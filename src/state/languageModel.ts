import { createStore, type StoreApi } from "zustand/vanilla";
import type { ModelEntry, ModelManifest } from "../engines/llm/protocol";
import type { LanguageModel } from "../memory/ports";
import type { MemoryApi } from "../workers/memoryProtocol";
import type { Timers } from "./coalesce";
import { type Failure, failureOf } from "./failure";

/** What llm.worker's client offers: the models of this device, one of them loaded at a time, again where its worker died. */
export interface LanguageModels {
  listModels(): Promise<ModelManifest>;
  load(model: ModelEntry, onProgress: (done: number, total: number) => void): Promise<LanguageModel>;
  unload(): Promise<void>;
}

/** What the chosen model can do now. */
export type ModelState =
  | { is: "none" }
  | { is: "fetching"; fetched: number; bytes: number }
  | { is: "loading"; done: number; total: number }
  | { is: "ready"; model: LanguageModel }
  | { is: "failed"; failure: Failure };

export interface LanguageModelState {
  /** Language models in the manifest; null until it was read. */
  models: ModelEntry[] | null;
  /** The models that find by meaning, for whoever keeps them for use without a network. */
  embedders: ModelEntry[];
  /** One line where a model cannot be fetched here, else "". */
  note: string;
  /** Id of the chosen model, "" for none, null until settings were read: then the first one is taken. */
  chosen: string | null;
  state: ModelState;
  /** Reads the manifest and the choice, and loads the model that is chosen. */
  start(): Promise<void>;
  choose(id: string): Promise<void>;
  /** Loads the chosen model again after it failed. */
  reload(): Promise<void>;
}

export type LanguageModelStore = StoreApi<LanguageModelState>;

export interface LanguageModelDeps {
  llm: LanguageModels;
  memory: Pick<MemoryApi, "settings" | "setSetting">;
  timers: Timers;
}

const SETTING = "languageModel";
const POLL_MS = 2_000;

/** The entry by its id, or the first where nothing was chosen yet. */
export function chosenModel({ models, chosen }: Pick<LanguageModelState, "models" | "chosen">): ModelEntry | null {
  if (chosen === "" || models === null) return null;
  return models.find((model) => model.id === chosen) ?? models[0] ?? null;
}

/** Bytes of all files of a model. */
export const modelBytes = (model: ModelEntry): number => model.files.reduce((sum, file) => sum + file.bytes, 0);

/** Keeps which language model is chosen and how far it is. */
export function createLanguageModelStore({ llm, memory, timers }: LanguageModelDeps): LanguageModelStore {
  /** Counts loads, so that a load that was overtaken changes nothing when it ends. */
  let loads = 0;

  return createStore<LanguageModelState>((set, get) => {
    const readManifest = async () => {
      const manifest = await llm.listModels();
      set({
        models: manifest.models.filter((model) => model.kind === "gguf"),
        embedders: manifest.models.filter((model) => model.kind === "embedder"),
        note: manifest.note,
      });
    };

    const follow = async () => {
      loads += 1;
      const mine = loads;
      const model = chosenModel(get());
      if (model === null) {
        set({ state: { is: "none" } });
        return;
      }
      if (model.state.is === "failed") {
        set({ state: { is: "failed", failure: { name: "FetchFailed", reason: model.state.reason } } });
        return;
      }
      if (model.state.is === "fetching") {
        set({ state: { is: "fetching", fetched: model.state.fetched, bytes: modelBytes(model) } });
        timers.set(() => {
          if (mine === loads) void poll();
        }, POLL_MS);
        return;
      }
      set({ state: { is: "loading", done: 0, total: modelBytes(model) } });
      try {
        const loaded = await llm.load(model, (done, total) => {
          if (mine === loads && get().state.is === "loading") set({ state: { is: "loading", done, total } });
        });
        if (mine === loads) set({ state: { is: "ready", model: loaded } });
      } catch (error) {
        if (mine === loads) set({ state: { is: "failed", failure: failureOf(error) } });
      }
    };

    const poll = async () => {
      try {
        await readManifest();
        await follow();
      } catch (error) {
        set({ state: { is: "failed", failure: failureOf(error) } });
      }
    };

    return {
      models: null,
      embedders: [],
      note: "",
      chosen: null,
      state: { is: "none" },
      async start() {
        try {
          const settings = await memory.settings();
          set({ chosen: settings[SETTING] ?? null });
        } catch (error) {
          set({ state: { is: "failed", failure: failureOf(error) } });
          return;
        }
        await poll();
      },
      async choose(id) {
        set({ chosen: id });
        const kept = memory.setSetting(SETTING, id);
        await follow();
        // A load under way ends first; nobody has to wait for that.
        if (id === "") await llm.unload();
        await kept;
      },
      async reload() {
        await poll();
      },
    };
  });
}
