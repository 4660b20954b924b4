import { afterEach, describe, expect, it } from "vitest";
import { createLlmClient, type LlmState } from "../../src/engines/llm/llmClient";
import type { LlmApi, ModelEntry } from "../../src/engines/llm/protocol";
import { type LanguageModelSubject, languageModelContract } from "../contracts/languageModel";
import { FakeLocks } from "../support/fakeLocks";
import { FakeWorker } from "../support/fakeWorker";
import { createScriptedEngine, type Script } from "../support/scriptedModel";

const entry = (id: string): ModelEntry => ({
  id,
  name: id,
  kind: "gguf",
  files: [{ path: `${id}.gguf`, bytes: 1000, sha256: "0".repeat(64) }],
  licence: "Apache-2.0",
  state: { is: "ready" },
});

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});

function open(makeEngine: (birth: number) => LlmApi, patience?: number) {
  const locks = new FakeLocks();
  const workers: FakeWorker[] = [];
  const states: LlmState[] = [];
  const client = createLlmClient({
    create(name) {
      const worker = new FakeWorker(name, locks, makeEngine(workers.length));
      workers.push(worker);
      return worker;
    },
    onState: (state) => states.push(state),
    patience,
    locks,
    timing: { pause: 1 },
  });
  opened.push({ close: () => workers.at(-1)?.terminate() });
  return { client, workers, states };
}

const request = { messages: [{ role: "user" as const, content: "Count." }], maxTokens: 50, temperature: 0 };

describe("the language model contract, on a scripted engine behind the real client", () => {
  it.each(languageModelContract.map((fact) => [fact.title, fact] as const))("%s", async (_title, fact) => {
    const { client, workers } = open(() => createScriptedEngine({ readMs: 5, context: 20_000 }));
    const subject: LanguageModelSubject = {
      model: await client.load(entry("scripted")),
      longText: "word ".repeat(10_000),
      overlongText: "word ".repeat(30_000),
      async reload() {
        await client.unload();
        await client.load(entry("scripted"));
      },
      kill: () => workers.at(-1)?.crash(),
    };
    await fact.run(subject);
  });
});

describe("the client of llm.worker", () => {
  it("starts no worker before a model is asked for, nor to unload what is not there", async () => {
    const { client, workers } = open(() => createScriptedEngine());
    await client.unload();
    expect(client.state).toEqual({ is: "off" });
    expect(workers).toHaveLength(0);
  });

  it("tells how far a load is, and that it is done", async () => {
    const { client, states } = open(() => createScriptedEngine());
    const progress: number[] = [];
    await client.load(entry("a"), (done) => progress.push(done));
    expect(states).toEqual([
      { is: "loading", modelId: "a", done: 0, total: 1000 },
      { is: "loading", modelId: "a", done: 1000, total: 1000 },
      { is: "ready", modelId: "a" },
    ]);
    expect(progress).toEqual([0, 1000]);
  });

  it("answers with the model that was asked, whichever was loaded last", async () => {
    const loads: string[] = [];
    const { client } = open(() => {
      const engine = createScriptedEngine();
      return {
        ...engine,
        async load(model, onProgress) {
          loads.push(model.id);
          await engine.load(model, onProgress);
        },
      };
    });
    const a = await client.load(entry("a"));
    const b = await client.load(entry("b"));
    await a.complete(request);
    await a.complete(request);
    await b.complete(request);
    expect(loads).toEqual(["a", "b", "a", "b"]);
  });

  it("says why a model does not load, and loads the one before again", async () => {
    const { client } = open(() => {
      const engine = createScriptedEngine();
      return {
        ...engine,
        async load(model, onProgress) {
          await engine.unload();
          if (model.id === "broken") throw new Error("broken.gguf is no model.");
          await engine.load(model, onProgress);
        },
      };
    });
    const before = await client.load(entry("a"));
    await expect(client.load(entry("broken"))).rejects.toThrow("no model");
    expect(client.state).toEqual({ is: "failed", modelId: "broken", reason: "broken.gguf is no model." });
    expect((await before.complete(request)).ended).toBe("length");
    expect(client.state).toEqual({ is: "ready", modelId: "a" });
  });

  it("ends a worker that does not stop, keeps what it wrote, and loads the model again", async () => {
    const { client, workers } = open((birth) => createScriptedEngine({ deaf: birth === 0, writeMs: 5 }), 50);
    const model = await client.load(entry("a"));
    const stop = new AbortController();
    const pieces: string[] = [];
    const call = model.complete({ ...request, maxTokens: 400, signal: stop.signal }, (piece) => pieces.push(piece));
    await expect.poll(() => pieces.length).toBeGreaterThan(2);
    stop.abort();
    const { ended, text } = await call;
    expect(ended).toBe("stopped");
    expect(text).toBe(pieces.join(""));
    expect(workers[0]?.terminated).toBe(true);
    await expect.poll(() => client.state).toEqual({ is: "ready", modelId: "a" });
    expect((await model.complete(request)).ended).toBe("length");
  });

  it("keeps a worker that stops in time", async () => {
    const { client, workers } = open(() => createScriptedEngine({ writeMs: 2 }), 50);
    const model = await client.load(entry("a"));
    const stop = new AbortController();
    const call = model.complete({ ...request, signal: stop.signal }, () => stop.abort());
    expect((await call).ended).toBe("stopped");
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(workers).toHaveLength(1);
    expect(workers[0]?.terminated).toBe(false);
  });

  it("loads the model again after its engine broke down", async () => {
    let broken = true;
    const script: Script = {
      answer() {
        if (!broken) return "fine";
        throw Object.assign(new Error("out of memory"), { name: "EngineFailed" });
      },
    };
    const { client } = open(() => createScriptedEngine(script));
    const model = await client.load(entry("a"));
    await expect(model.complete(request)).rejects.toMatchObject({ name: "EngineFailed" });
    expect(client.state).toEqual({ is: "off" });
    broken = false;
    expect((await model.complete(request)).text).toBe("fine");
    expect(client.state).toEqual({ is: "ready", modelId: "a" });
  });

  it("stops a call that waits for its model", async () => {
    const never: LlmApi = { ...createScriptedEngine(), load: () => new Promise(() => undefined) };
    const { client } = open((birth) => (birth === 0 ? createScriptedEngine() : never));
    const model = await client.load(entry("a"));
    await client.unload();
    const stop = new AbortController();
    const call = model.complete({ ...request, signal: stop.signal });
    stop.abort();
    expect(await call).toMatchObject({ ended: "stopped", text: "" });
  });
});
