import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWllamaEngine } from "../../src/engines/llm/createWllamaEngine";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import type { ModelStore } from "../../src/engines/models/modelStore";

/** wllama as far as it is used, with a worker that can break: then its calls are left waiting, as they really are. */
const { instances, FakeWllama } = vi.hoisted(() => {
  class Fake {
    exits = 0;
    /** What ends the call that waits. */
    finish: () => void = () => undefined;
    constructor(
      _paths: object,
      readonly config: { logger: { error: (what: unknown) => void } },
    ) {
      instances.push(this);
    }
    setCompat(): void {}
    async loadModel(): Promise<void> {}
    getLoadedContextInfo = () => ({ n_vocab: 100 });
    createChatCompletion({ onData }: { onData: (chunk: object) => void }): Promise<void> {
      onData({ choices: [{ delta: { content: "Hel" } }] });
      return new Promise((resolve) => {
        this.finish = resolve;
      });
    }
    async exit(): Promise<void> {
      this.exits++;
    }
    breakDown(message: string): void {
      this.config.logger.error(Object.assign(new ErrorEvent("error"), { message }));
    }
  }
  const instances: Fake[] = [];
  return { instances, FakeWllama: Fake };
});

vi.mock("@wllama/wllama", () => ({ Wllama: FakeWllama }));
vi.mock("@wllama/wllama/esm/wasm/wllama.wasm?url", () => ({ default: "/wllama.wasm" }));

const FILE = new File(["the weights"], "model.gguf");
const MODEL: LanguageModelInfo = {
  id: "small",
  name: "Small",
  kind: "gguf",
  from: "disk",
  licence: "",
  family: "small",
  bytes: FILE.size,
  memoryBytes: 1,
  parameters: 1,
  contextTokens: 1024,
  needsF16: false,
  thinks: false,
  files: [{ path: "model.gguf", bytes: FILE.size, sha256: createHash("sha256").update("the weights").digest("hex") }],
};
const store = {
  get: async () => MODEL,
  files: async () => [{ path: "model.gguf", file: FILE }],
} satisfies Partial<ModelStore> as unknown as ModelStore;

const REQUEST = { messages: [{ role: "user" as const, content: "Say hello." }], maxTokens: 4, temperature: 0 };
const ignore = () => undefined;

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

/** Long enough for a rejection that nobody handles to be told. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

async function loadedEngine() {
  const engine = createWllamaEngine(store);
  await engine.load(MODEL, { contextTokens: 1024 }, ignore);
  const wllama = instances.at(-1);
  if (!wllama) throw new Error("Nothing was loaded.");
  return { engine, wllama };
}

beforeEach(() => {
  vi.stubGlobal("ErrorEvent", globalThis.ErrorEvent ?? class extends Event {});
  vi.stubGlobal("navigator", { hardwareConcurrency: 2 });
  process.on("unhandledRejection", note);
});
afterEach(() => {
  vi.unstubAllGlobals();
  process.off("unhandledRejection", note);
  unhandled.length = 0;
});

describe("an uncaught error in wllama's own worker", () => {
  it("ends the answer under way, and takes the model out of memory", async () => {
    const { engine, wllama } = await loadedEngine();
    const pieces: string[] = [];
    const call = engine.complete(REQUEST, (piece) => {
      pieces.push(piece);
      wllama.breakDown("unreachable");
    });
    await expect(call).rejects.toMatchObject({
      name: "EngineFailed",
      message: "The language model broke down: unreachable",
    });
    expect(pieces).toEqual(["Hel"]);
    expect(wllama.exits).toBe(1);
    await expect(engine.complete(REQUEST, ignore)).rejects.toMatchObject({ name: "ModelNotLoaded" });
  });

  it("shows in the next answer where none is under way, and is told nowhere else", async () => {
    const { engine, wllama } = await loadedEngine();
    wllama.breakDown("unreachable");
    await settle();
    expect(unhandled).toEqual([]);
    await expect(engine.complete(REQUEST, ignore)).rejects.toMatchObject({ name: "EngineFailed" });
    expect(wllama.exits).toBe(1);
  });

  it("ends an answer that is being stopped as stopped, and shows in the next one", async () => {
    const { engine, wllama } = await loadedEngine();
    const stop = new AbortController();
    const call = engine.complete(REQUEST, ignore, stop.signal);
    stop.abort();
    wllama.breakDown("unreachable");
    expect(await call).toMatchObject({ text: "Hel", ended: "stopped" });
    await expect(engine.complete(REQUEST, ignore)).rejects.toMatchObject({ name: "EngineFailed" });
  });

  it("is nothing to a model that was loaded after it", async () => {
    const { engine, wllama } = await loadedEngine();
    wllama.breakDown("unreachable");
    await engine.load(MODEL, { contextTokens: 1024 }, ignore);
    const call = engine.complete(REQUEST, ignore);
    instances.at(-1)?.finish();
    expect(await call).toMatchObject({ text: "Hel", ended: "complete" });
    await settle();
    expect(unhandled).toEqual([]);
  });
});
