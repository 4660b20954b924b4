import { beforeEach, describe, expect, it } from "vitest";
import type { ModelEntry, ModelManifest } from "../../src/engines/llm/protocol";
import type { LanguageModel } from "../../src/memory/ports";
import { createLanguageModelStore, type LanguageModelStore } from "../../src/state/languageModel";
import { createFakeMemory, type FakeMemory } from "../support/fakeMemory";
import { createManualTimers, createScriptedModel, type ManualTimers } from "../support/fakePage";

const entry = (id: string, state: ModelEntry["state"] = { is: "ready" }): ModelEntry => ({
  id,
  name: id.toUpperCase(),
  kind: "gguf",
  files: [{ path: `${id}.gguf`, bytes: 100, sha256: "" }],
  licence: "Apache-2.0",
  state,
});

let memory: FakeMemory;
let timers: ManualTimers;
let manifest: ModelManifest;
let loaded: string[];
let load: (model: ModelEntry) => Promise<LanguageModel>;
let store: LanguageModelStore;

beforeEach(() => {
  memory = createFakeMemory();
  timers = createManualTimers();
  manifest = { version: 1, models: [], note: "" };
  loaded = [];
  load = async (model) => {
    loaded.push(model.id);
    return createScriptedModel();
  };
  store = createLanguageModelStore({
    memory,
    timers,
    llm: { listModels: async () => manifest, load: (model) => load(model), unload: async () => void loaded.push("") },
  });
});

const state = () => store.getState().state;

describe("at the start", () => {
  it("is none where the device has no language model", async () => {
    manifest.models = [{ ...entry("minilm"), kind: "embedder" }];
    manifest.note = "Install Python to get one.";
    await store.getState().start();
    expect(state()).toEqual({ is: "none" });
    expect(store.getState()).toMatchObject({ models: [], note: "Install Python to get one." });
  });

  it("loads the first one where nothing was chosen yet", async () => {
    manifest.models = [entry("a"), entry("b")];
    await store.getState().start();
    expect(loaded).toEqual(["a"]);
    expect(state().is).toBe("ready");
  });

  it("loads the one that was chosen before", async () => {
    manifest.models = [entry("a"), entry("b")];
    memory.held.settings.languageModel = "b";
    await store.getState().start();
    expect(loaded).toEqual(["b"]);
  });

  it("loads none where None was chosen before", async () => {
    manifest.models = [entry("a")];
    memory.held.settings.languageModel = "";
    await store.getState().start();
    expect(loaded).toEqual([]);
    expect(state()).toEqual({ is: "none" });
  });

  it("follows a download and loads the model when it is there", async () => {
    manifest.models = [entry("a", { is: "fetching", fetched: 40 })];
    await store.getState().start();
    expect(state()).toEqual({ is: "fetching", fetched: 40, bytes: 100 });
    manifest.models = [entry("a", { is: "fetching", fetched: 90 })];
    await timers.advance(2000);
    expect(state()).toMatchObject({ fetched: 90 });
    manifest.models = [entry("a")];
    await timers.advance(2000);
    expect(state().is).toBe("ready");
  });

  it("says why a download failed", async () => {
    manifest.models = [entry("a", { is: "failed", reason: "pip is missing." })];
    await store.getState().start();
    expect(state()).toMatchObject({ is: "failed", failure: { reason: "pip is missing." } });
  });
});

it("keeps what was chosen, and unloads for None", async () => {
  manifest.models = [entry("a")];
  await store.getState().start();
  await store.getState().choose("");
  expect(memory.held.settings.languageModel).toBe("");
  expect(loaded).toEqual(["a", ""]);
  expect(state()).toEqual({ is: "none" });
});

it("says why a model did not load, and loads it when tried again", async () => {
  manifest.models = [entry("a")];
  load = async () => {
    throw new Error("out of memory");
  };
  await store.getState().start();
  expect(state()).toMatchObject({ is: "failed", failure: { reason: "out of memory" } });
  load = async () => createScriptedModel();
  await store.getState().reload();
  expect(state().is).toBe("ready");
});

it("a load that was overtaken by another choice changes nothing", async () => {
  manifest.models = [entry("a"), entry("b")];
  let finish: (model: LanguageModel) => void = () => {};
  load = () => new Promise((resolve) => (finish = resolve));
  const first = store.getState().start();
  await timers.advance(0);
  await store.getState().choose("");
  finish(createScriptedModel());
  await first;
  expect(state()).toEqual({ is: "none" });
});
