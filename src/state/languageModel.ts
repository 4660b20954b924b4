import { createStore, type StoreApi } from "zustand/vanilla";
import type { DownloadProgress } from "../engines/download/protocol";
import { type LadderStep, nextRung, type Rung, recommend } from "../engines/llm/ladder";

import type { LlmState, LoadOptions } from "../engines/llm/protocol";
import type { ModelTest } from "../engines/llm/testModel";
import type { LanguageModelInfo } from "../engines/models/languageModelInfo";
import type { LanguageModel } from "../memory/ports";
import type { MemoryApi } from "../workers/memoryProtocol";
import type { KeyValues } from "./appearance";
import type { Timers } from "./coalesce";
import { despiteRestart, type Failure, failureOf, isAbort } from "./failure";
import { isAtHand, type ModelRow, type ModelsStore } from "./models";
import { keepWayDown, readWayDown } from "./wayDown";

/** What runs language models: one of them is loaded at a time, again by itself where its worker died. */
export interface LanguageModels {
  load(
    model: LanguageModelInfo,
    options: LoadOptions,
    onProgress: (done: number, total: number) => void,
  ): Promise<LanguageModel>;
  unload(): Promise<void>;
  /** Hears of the one model that all tabs share, whichever tab loads it. */
  watch(watcher: (state: LlmState) => void): void;
  /** Tries a model out; bounded in time. */
  test(model: LanguageModel, onProgress: (share: number) => void, signal: AbortSignal): Promise<ModelTest>;
}

/** What the language model can do now. */
export type ModelState =
  | { is: "none" }
  /** Cairn's server is still fetching it. */
  | { is: "fetching"; fetched: number; bytes: number }
  /** Its files are on their way to this device. */
  | { is: "coming"; progress: DownloadProgress }
  | { is: "loading"; done: number; total: number }
  | { is: "ready"; model: LanguageModel }
  /** None could be loaded: answers are quotes. */
  | { is: "failed"; failure: Failure };

export type ModelTesting =
  | { is: "running"; share: number }
  | { is: "done"; modelId: string; result: ModelTest }
  | { is: "failed"; failure: Failure };

export interface LanguageModelState {
  /** Id of the chosen model, "" for none, null until settings were read, or where nothing was chosen yet. */
  chosen: string | null;
  state: ModelState;
  /** What is loaded or being loaded. */
  rung: Rung | null;
  /** The steps down from the chosen model to that, the first one first. */
  steps: readonly LadderStep[];
  testing: ModelTesting | null;
  /** Reads the choice and what there is, and loads what is chosen. */
  start(): Promise<void>;
  /** Chooses a model, and brings its files here first where they are not. */
  choose(id: string): Promise<void>;
  /** Starts again at the chosen model, whatever happened to it before. */
  reload(): Promise<void>;
  /** Takes the next step of the ladder after `model` failed to answer; null where quotes are what is left. */
  descend(model: LanguageModel, failure: Failure): Promise<LanguageModel | null>;
  test(): Promise<void>;
  stopTest(): void;
}

export type LanguageModelStore = StoreApi<LanguageModelState>;

export interface LanguageModelDeps {
  llm: LanguageModels;
  models: ModelsStore;
  memory: Pick<MemoryApi, "settings" | "setSetting">;
  timers: Timers;
  /** Where this device remembers what it could not carry. */
  storage: KeyValues;
  deviceMemoryBytes: number | null;
}

const SETTING = "languageModel";
const POLL_MS = 2_000;
/** Tokens of prompt and answer; a longer context costs memory and is read slowly. */
const CONTEXT_TOKENS = 4096;
/** The answer could not be written for reasons that another engine would not mend. */
const NOT_THE_ENGINE = ["PromptTooLong", "PromptEmpty", "ModelNotLoaded"];

/** Keeps which language model is chosen, and goes down the ladder where it does not run. */
export function createLanguageModelStore(deps: LanguageModelDeps): LanguageModelStore {
  const { llm, models, memory, timers, storage } = deps;
  /** Counts loads, so that a load that was overtaken changes nothing when it ends. */
  let loads = 0;
  let tried: Rung[] = [];
  let lostInARow = 0;
  let testAbort: AbortController | null = null;

  return createStore<LanguageModelState>((set, get) => {
    const rowOf = (id: string) => models.getState().rows?.find((row) => row.model.id === id);

    const remember = (chosen: string) => {
      const { rung, steps } = get();
      if (rung && steps.length > 0) keepWayDown(storage, { chosen, rung, steps: [...steps] });
    };

    /** Counts a worker that died under an answer, until the next answer is written. */
    const counted = (model: LanguageModel): LanguageModel => ({
      id: model.id,
      contextTokens: model.contextTokens,
      async complete(request, onText) {
        const completion = await model.complete(request, onText);
        lostInARow = 0;
        return completion;
      },
    });

    /** Loads what `rung` says; null where it is not here yet and will be tried again, or where the load was overtaken. */
    const load = async (rung: Rung, mine: number): Promise<LanguageModel | null> => {
      const row = rowOf(rung.modelId);
      if (!row) throw new Error("This model is not on this device any more.");
      const isMine = () => mine === loads;
      set({ rung });
      if (row.place === "server" && row.onServer?.is === "fetching") {
        set({ state: { is: "fetching", fetched: row.onServer.fetched, bytes: row.model.bytes } });
        timers.set(() => isMine() && void poll(), POLL_MS);
        return null;
      }
      if (row.place === "server" && row.onServer?.is === "failed") throw failed("FetchFailed", row.onServer.reason);
      const model = row.place === "server" ? await bring(row, isMine) : row.model;
      if (model === null || !isMine()) return null;
      set({ state: { is: "loading", done: 0, total: model.bytes } });
      const loaded = await llm.load(model, { contextTokens: rung.contextTokens }, (done, total) => {
        if (isMine() && get().state.is === "loading") set({ state: { is: "loading", done, total } });
      });
      if (!isMine()) return null;
      const ready = counted(loaded);
      set({ state: { is: "ready", model: ready } });
      return ready;
    };

    /** The model once its files are here, its progress told meanwhile; null where that was paused. */
    const bring = async ({ model: { id } }: ModelRow, isMine: () => boolean): Promise<LanguageModelInfo | null> => {
      const tell = () => {
        const coming = models.getState().coming[id];
        if (isMine() && coming) set({ state: { is: "coming", progress: coming.progress } });
      };
      const stop = models.subscribe(tell);
      try {
        const model = await models.getState().bring(id);
        const coming = models.getState().coming[id];
        if (coming?.is === "failed") throw failed(coming.failure.name, coming.failure.reason);
        if (model === null && isMine()) set({ state: { is: "none" } });
        return model;
      } finally {
        stop();
      }
    };

    /** Loads `rung`, or what the ladder has below it. */
    const climbDown = async (rung: Rung, mine: number): Promise<LanguageModel | null> => {
      try {
        tried.push(rung);
        return await load(rung, mine);
      } catch (error) {
        // Overtaken: by a choice here, or by one of another tab, which `adopt` hears of.
        if (mine !== loads || isAbort(error)) return null;
        return below(rung, failureOf(error), mine);
      }
    };

    const below = async (rung: Rung, failure: Failure, mine: number): Promise<LanguageModel | null> => {
      const { rows, graphics } = models.getState();
      const isHere = (row: ModelRow) =>
        isAtHand(row) && (row.onServer === null || row.place === "device" || row.onServer.is === "ready");
      const candidates = (rows ?? []).filter(isHere).map((row) => row.model);
      const next = graphics && nextRung(rung, failure, candidates, graphics, tried);
      if (!next) {
        set({ state: { is: "failed", failure } });
        return null;
      }
      set({ rung: next.rung, steps: [...get().steps, next.step] });
      // Before it is tried: whatever becomes of it, what is above it failed.
      const chosen = top()?.model.id;
      if (chosen) remember(chosen);
      return climbDown(next.rung, mine);
    };

    /** The chosen model, or the one that suits this device best of those at hand. */
    const top = (): ModelRow | null => {
      const { chosen } = get();
      const { rows, graphics } = models.getState();
      if (chosen === "" || rows === null || graphics === null) return null;
      const atHand = rows.filter(isAtHand);
      const wanted = atHand.find((row) => row.model.id === chosen);
      if (wanted) return wanted;
      const all = atHand.filter((row) => row.place !== "browser").map((row) => row.model);
      const best = recommend(all, new Set(all.map((model) => model.id)), graphics, deps.deviceMemoryBytes);
      return atHand.find((row) => row.model.id === best) ?? null;
    };

    const follow = async (fromRemembered: boolean): Promise<void> => {
      loads += 1;
      const mine = loads;
      tried = [];
      lostInARow = 0;
      const row = top();
      if (row === null) {
        set({ state: { is: "none" }, rung: null, steps: [] });
        return;
      }
      const kept = fromRemembered ? readWayDown(storage) : null;
      const holds = kept?.chosen === row.model.id && rowOf(kept.rung.modelId) !== undefined;
      set({ steps: holds ? kept.steps : [] });
      if (holds) tried = kept.steps.map((step) => step.from);
      const contextTokens = Math.min(CONTEXT_TOKENS, row.model.contextTokens);
      await climbDown(holds ? kept.rung : { modelId: row.model.id, contextTokens }, mine);
    };

    const poll = async (): Promise<void> => {
      try {
        await models.getState().refresh();
        await follow(true);
      } catch (error) {
        set({ state: { is: "failed", failure: failureOf(error) } });
      }
    };

    /** Takes over what another tab chose or stepped down to: all tabs have one model. */
    const adopt = async (shared: LlmState): Promise<void> => {
      const { rung, state } = get();
      if (models.getState().rows === null) return;
      if (shared.is === "failed" && state.is === "loading" && shared.modelId !== rung?.modelId) {
        set({ state: { is: "failed", failure: { name: shared.name, reason: shared.reason } } });
      }
      if (shared.is !== "ready" && shared.is !== "off") return;
      if (shared.is === "ready" ? isRung(rung, shared) : state.is !== "ready" && state.is !== "loading") return;
      const before = loads;
      const chosen = (await memory.settings())[SETTING] ?? null;
      // A model that was added in that tab is not known in this one yet.
      if (shared.is === "ready" && !rowOf(shared.modelId)) await models.getState().refresh();
      if (before !== loads) return;
      if (shared.is === "off") {
        if (chosen === get().chosen) return;
        set({ chosen });
        await follow(true);
        return;
      }
      if (!rowOf(shared.modelId)) return;
      loads += 1;
      tried = [];
      set({ chosen, steps: readWayDown(storage)?.steps ?? [] });
      await climbDown({ modelId: shared.modelId, contextTokens: shared.contextTokens }, loads);
    };
    // What cannot be read now is read at the next change.
    llm.watch((shared) => void adopt(shared).catch(() => undefined));

    return {
      chosen: null,
      state: { is: "none" },
      rung: null,
      steps: [],
      testing: null,

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
        const row = rowOf(id);
        // A model of the hub is chosen once it is here; until then the present one goes on.
        if (row?.place === "hub" && (await models.getState().bring(id)) === null) return;
        get().stopTest();
        set({ chosen: id });
        keepWayDown(storage, null);
        try {
          // Before the load, so that another tab that hears of it knows why.
          await despiteRestart(() => memory.setSetting(SETTING, id));
        } catch (error) {
          set({ state: { is: "failed", failure: failureOf(error) } });
          return;
        }
        await follow(false);
        // A load under way ends first; nobody has to wait for that.
        if (id === "") await llm.unload();
      },

      async reload() {
        keepWayDown(storage, null);
        const { state, rung, steps } = get();
        const corrupt = steps.filter((step) => step.because === "ModelCorrupt").map((step) => step.from.modelId);
        if (state.is === "failed" && state.failure.name === "ModelCorrupt" && rung) corrupt.push(rung.modelId);
        try {
          // What Cairn's own server has can be had again.
          for (const id of corrupt) if (rowOf(id)?.onServer?.is === "ready") await models.getState().remove(id);
          await models.getState().refresh();
          await follow(false);
        } catch (error) {
          set({ state: { is: "failed", failure: failureOf(error) } });
        }
      },

      async descend(model, failure) {
        const { state, rung } = get();
        // Another turn met the same failure first, or another model was chosen meanwhile.
        if (state.is === "ready" && state.model !== model) return state.model;
        if (NOT_THE_ENGINE.includes(failure.name)) return null;
        if (state.is !== "ready" || rung === null) return null;
        if (failure.name === "WorkerLost") {
          lostInARow += 1;
          if (lostInARow === 1) return model;
        }
        loads += 1;
        const mine = loads;
        set({ state: { is: "loading", done: 0, total: 0 } });
        return below(rung, failure, mine);
      },

      async test() {
        const { state, testing } = get();
        if (state.is !== "ready" || testing?.is === "running") return;
        const abort = new AbortController();
        testAbort = abort;
        set({ testing: { is: "running", share: 0 } });
        try {
          const onProgress = (share: number) => {
            if (!abort.signal.aborted) set({ testing: { is: "running", share } });
          };
          const result = await llm.test(state.model, onProgress, abort.signal);
          if (!abort.signal.aborted) set({ testing: { is: "done", modelId: state.model.id, result } });
        } catch (error) {
          if (!abort.signal.aborted) set({ testing: { is: "failed", failure: failureOf(error) } });
        }
      },

      stopTest() {
        testAbort?.abort();
        set({ testing: null });
      },
    };
  });
}

function isRung(rung: Rung | null, { modelId, contextTokens }: Rung): boolean {
  return rung?.modelId === modelId && rung.contextTokens === contextTokens;
}

/** An error of that name, as one that came from a worker. */
function failed(name: string, reason: string): Error {
  const error = new Error(reason);
  error.name = name;
  return error;
}
