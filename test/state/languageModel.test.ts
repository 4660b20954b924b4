import { beforeEach, describe, expect, it } from "vitest";
import type { LlmState } from "../../src/engines/llm/protocol";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import type { LanguageModel } from "../../src/memory/ports";
import { createLanguageModelStore, type LanguageModelStore } from "../../src/state/languageModel";
import { createModelsStore, type ModelsStore } from "../../src/state/models";
import { createFakeMemory, type FakeMemory } from "../support/fakeMemory";
import { aModel, createFakeModels, type FakeModels, HARDWARE } from "../support/fakeModels";
import { createManualTimers, createScriptedModel, type ManualTimers, settle } from "../support/fakePage";

let memory: FakeMemory;
let timers: ManualTimers;
let fake: FakeModels;
let loaded: string[];
/** Errors that loading this model ends in, one after another. */
let fails: Record<string, Error[]>;
let load: (model: LanguageModelInfo, contextTokens: number) => Promise<LanguageModel>;
let kept: Map<string, string>;
/** Tells this tab what becomes of the model that all tabs share. */
let shared: (state: LlmState) => void;
let models: ModelsStore;
let store: LanguageModelStore;

beforeEach(() => {
  memory = createFakeMemory();
  timers = createManualTimers();
  fake = createFakeModels();
  kept = new Map();
  loaded = [];
  fails = {};
  load = async (model, contextTokens) => {
    loaded.push(`${model.id} ${contextTokens}`);
    const error = fails[model.id]?.shift();
    if (error) throw error;
    return { ...createScriptedModel(), id: model.id, contextTokens };
  };
  open();
});

/** A page over the same device. */
function open(): void {
  models = createModelsStore(fake);
  store = createLanguageModelStore({
    memory,
    timers,
    models,
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    deviceMemoryBytes: null,
    llm: {
      load: (model, { contextTokens }) => load(model, contextTokens),
      unload: async () => void loaded.push("none"),
      watch(watcher) {
        shared = watcher;
      },
      test: async () => {
        throw new Error("not tested here");
      },
    },
  });
}

const named = (name: string) => Object.assign(new Error(name), { name, reason: name });
const state = () => store.getState().state;
const ready = (...all: LanguageModelInfo[]) => {
  fake.server = all.map((model) => ({ model, state: { is: "ready" } }));
};

describe("at the start", () => {
  it("is none where the device has no language model", async () => {
    fake.note = "Install Python to get one.";
    await store.getState().start();
    expect(state()).toEqual({ is: "none" });
    expect(models.getState().note).toBe("Install Python to get one.");
  });

  it("brings the server's model to the device, then loads it, where nothing was chosen yet", async () => {
    ready(aModel("a"));
    fake.installs = [];
    const started = store.getState().start();
    await settle();
    fake.installs[0]?.progress({ done: 40 });
    expect(state()).toMatchObject({ is: "coming", progress: { done: 40 } });
    fake.installs[0]?.end();
    await started;
    expect(loaded).toEqual(["a 4096"]);
    expect(state().is).toBe("ready");
  });

  it("takes the processor where there is no graphics card, and the card where there is one", async () => {
    ready(aModel("cpu"), aModel("card", { kind: "mlc" }));
    await store.getState().start();
    fake.has = HARDWARE;
    open();
    await store.getState().start();
    expect(loaded).toEqual(["cpu 4096", "card 4096"]);
  });

  it("loads the one that was chosen before, with no more context than it was made for", async () => {
    ready(aModel("a"), aModel("b", { contextTokens: 1024 }));
    memory.held.settings.languageModel = "b";
    await store.getState().start();
    expect(loaded).toEqual(["b 1024"]);
  });

  it("loads none where None was chosen before", async () => {
    ready(aModel("a"));
    memory.held.settings.languageModel = "";
    await store.getState().start();
    expect(loaded).toEqual([]);
    expect(state()).toEqual({ is: "none" });
  });

  it("follows what the server fetches, and loads the model when it is there", async () => {
    fake.server = [{ model: aModel("a"), state: { is: "fetching", fetched: 40 } }];
    await store.getState().start();
    expect(state()).toEqual({ is: "fetching", fetched: 40, bytes: 100 });
    fake.server = [{ model: aModel("a"), state: { is: "fetching", fetched: 90 } }];
    await timers.advance(2000);
    expect(state()).toMatchObject({ fetched: 90 });
    ready(aModel("a"));
    await timers.advance(2000);
    expect(state().is).toBe("ready");
  });

  it("says why the server could not fetch it", async () => {
    fake.server = [{ model: aModel("a"), state: { is: "failed", reason: "pip is missing." } }];
    await store.getState().start();
    expect(state()).toMatchObject({ is: "failed", failure: { reason: "pip is missing." } });
  });
});

describe("choosing", () => {
  it("keeps what was chosen, and unloads for None", async () => {
    ready(aModel("a"));
    await store.getState().start();
    await store.getState().choose("");
    expect(memory.held.settings.languageModel).toBe("");
    expect(loaded).toEqual(["a 4096", "none"]);
    expect(state()).toEqual({ is: "none" });
  });

  it("brings a model of the hub here first, while the present one goes on", async () => {
    ready(aModel("a"));
    fake.hub = [aModel("big", { from: "hub" })];
    await store.getState().start();
    fake.installs = [];
    const choosing = store.getState().choose("big");
    await settle();
    expect(state().is).toBe("ready");
    expect(store.getState().chosen).toBeNull();
    fake.installs[0]?.end();
    await choosing;
    expect(loaded).toEqual(["a 4096", "big 4096"]);
    expect(memory.held.settings.languageModel).toBe("big");
  });

  it("lets a load that was overtaken by another choice change nothing", async () => {
    ready(aModel("a"), aModel("b"));
    let finish: (model: LanguageModel) => void = () => {};
    load = () => new Promise((resolve) => (finish = resolve));
    const first = store.getState().start();
    await settle();
    await store.getState().choose("");
    finish(createScriptedModel());
    await first;
    expect(state()).toEqual({ is: "none" });
  });
});

describe("another tab", () => {
  beforeEach(async () => {
    ready(aModel("a"), aModel("b"));
    memory.held.settings.languageModel = "a";
    await store.getState().start();
  });

  it("is followed when it chooses another model, and when it steps down", async () => {
    memory.held.settings.languageModel = "b";
    shared({ is: "ready", modelId: "b", contextTokens: 2048 });
    await settle();
    expect(loaded).toEqual(["a 4096", "b 2048"]);
    expect(store.getState()).toMatchObject({ chosen: "b", rung: { modelId: "b", contextTokens: 2048 } });
    shared({ is: "ready", modelId: "b", contextTokens: 2048 });
    await settle();
    expect(loaded).toHaveLength(2);
  });

  it("is followed when it chooses none", async () => {
    memory.held.settings.languageModel = "";
    shared({ is: "off" });
    await settle();
    expect(state()).toEqual({ is: "none" });
  });

  it("is followed to a model that it added", async () => {
    const added = aModel("disk-1", { from: "disk" });
    fake.here = [...fake.here, added];
    memory.held.settings.languageModel = "disk-1";
    shared({ is: "ready", modelId: "disk-1", contextTokens: 4096 });
    await settle();
    expect(loaded.at(-1)).toBe("disk-1 4096");
    expect(store.getState()).toMatchObject({ chosen: "disk-1", steps: [] });
  });

  it("that overtakes a load with None is followed", async () => {
    load = () => Promise.reject(new DOMException("overtaken", "AbortError"));
    await store.getState().choose("b");
    expect(state().is).toBe("loading");
    memory.held.settings.languageModel = "";
    shared({ is: "off" });
    await settle();
    expect(state()).toEqual({ is: "none" });
  });

  it("that overtakes a load is waited for", async () => {
    load = (model) =>
      model.id === "b"
        ? Promise.reject(new DOMException("overtaken", "AbortError"))
        : Promise.resolve(createScriptedModel());
    await store.getState().choose("b");
    expect(state().is).toBe("loading");
    memory.held.settings.languageModel = "a";
    shared({ is: "ready", modelId: "a", contextTokens: 4096 });
    await settle();
    expect(store.getState()).toMatchObject({ chosen: "a", state: { is: "ready" } });
  });
});

describe("the ladder", () => {
  const card = aModel("card", { kind: "mlc", parameters: 5 });

  beforeEach(() => {
    fake.has = HARDWARE;
    ready(card, aModel("cpu"));
    memory.held.settings.languageModel = "card";
  });

  it("loads it with half the context where it did not fit, then takes the processor, and says each step", async () => {
    fails.card = [named("OutOfMemory"), named("OutOfMemory")];
    await store.getState().start();
    expect(loaded).toEqual(["card 4096", "card 2048", "cpu 4096"]);
    expect(store.getState().steps.map((step) => step.is)).toEqual(["smaller-context", "processor"]);
    expect(state()).toMatchObject({ is: "ready", model: { id: "cpu" } });
  });

  it("is remembered by this device, with a way back", async () => {
    fails.card = [named("OutOfMemory")];
    await store.getState().start();
    open();
    await store.getState().start();
    expect(loaded).toEqual(["card 4096", "card 2048", "card 2048"]);
    expect(store.getState().steps).toHaveLength(1);
    await store.getState().reload();
    expect(loaded.at(-1)).toBe("card 4096");
    expect(store.getState().steps).toEqual([]);
  });

  it("does not begin again at its top while a step below is still being fetched, or after a restart", async () => {
    fails.card = [named("OutOfMemory"), named("OutOfMemory")];
    fake.server = fake.server.map((each) =>
      each.model.id === "cpu" ? { ...each, state: { is: "fetching", fetched: 1 } } : each,
    );
    await store.getState().start();
    expect(state().is).toBe("failed");
    expect(loaded).toEqual(["card 4096", "card 2048"]);
    ready(card, aModel("cpu"));
    fails.card = [named("OutOfMemory")];
    open();
    await store.getState().start();
    expect(loaded.slice(2)).toEqual(["card 2048", "cpu 4096"]);
  });

  it("ends in quotes and says why where nothing is left", async () => {
    fails = { card: [named("ModelCorrupt")], cpu: [named("OutOfMemory"), named("OutOfMemory")] };
    await store.getState().start();
    expect(state()).toMatchObject({ is: "failed" });
    expect(await store.getState().descend(createScriptedModel(), named("DeviceLost"))).toBeNull();
  });

  it("brings damaged files again when it is started again", async () => {
    fails.card = [named("ModelCorrupt")];
    await store.getState().start();
    expect(state()).toMatchObject({ model: { id: "cpu" } });
    fake.installs = [];
    const again = store.getState().reload();
    await settle();
    expect(fake.installs.map(({ model }) => model.id)).toEqual(["card"]);
    fake.installs[0]?.end();
    await again;
    expect(state()).toMatchObject({ model: { id: "card" } });
  });

  it("takes the next step under an answer, once for all turns that met the failure", async () => {
    await store.getState().start();
    const before = state();
    if (before.is !== "ready") throw new Error("not ready");
    const next = await store.getState().descend(before.model, named("DeviceLost"));
    expect(next?.contextTokens).toBe(2048);
    expect(await store.getState().descend(before.model, named("DeviceLost"))).toBe(next);
    expect(loaded).toEqual(["card 4096", "card 2048"]);
  });

  it("tries the same model again where its worker was lost, and steps down where it is lost again", async () => {
    await store.getState().start();
    const before = state();
    if (before.is !== "ready") throw new Error("not ready");
    expect(await store.getState().descend(before.model, named("WorkerLost"))).toBe(before.model);
    const next = await store.getState().descend(before.model, named("WorkerLost"));
    expect(next).not.toBe(before.model);
    expect(next).not.toBeNull();
  });

  it("leaves the model where it is when the prompt was at fault", async () => {
    await store.getState().start();
    const before = state();
    if (before.is !== "ready") throw new Error("not ready");
    expect(await store.getState().descend(before.model, named("PromptTooLong"))).toBeNull();
    expect(state()).toBe(before);
  });
});
