import { afterEach, describe, expect, it } from "vitest";
import { createLlmClient } from "../../src/engines/llm/llmClient";
import type { LlmApi, LlmState } from "../../src/engines/llm/protocol";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import type { CompletionRequest } from "../../src/memory/ports";
import { sleep } from "../contracts/contractCase";
import { type LanguageModelSubject, languageModelContract } from "../contracts/languageModel";
import { FakeLocks } from "../support/fakeLocks";
import { aModel } from "../support/fakeModels";
import { FakeWorker } from "../support/fakeWorker";
import { createScriptedEngine, MAKES_IT_THINK, type Script } from "../support/scriptedModel";

const OPTIONS = { contextTokens: 2048 };
const a = aModel("a");
const b = aModel("b");

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

/** An engine that notes what it loads, and waits in `load` for as long as `held` says. */
function noting(
  loads: string[],
  script: Script = {},
  held: (model: LanguageModelInfo) => Promise<void> = async () => {},
) {
  const engine = createScriptedEngine(script);
  return {
    ...engine,
    async load(...[model, options, onProgress]: Parameters<LlmApi["load"]>) {
      loads.push(`${model.id} ${options.contextTokens}`);
      await held(model);
      await engine.load(model, options, onProgress);
    },
  };
}

const forever = () => new Promise<void>(() => undefined);

const request: CompletionRequest = {
  messages: [{ role: "user", content: "Count." }],
  maxTokens: 50,
  temperature: 0,
};
const later: CompletionRequest = { ...request, priority: "later" };

/** What `call` rejects with, by name. */
const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "no error",
    (error: Error) => error.name,
  );

describe("the language model contract, on a scripted engine behind the real client", () => {
  it.each(languageModelContract.map((fact) => [fact.title, fact] as const))("%s", async (_title, fact) => {
    const { client, workers } = open(() => createScriptedEngine({ readMs: 5, context: 20_000 }));
    const subject: LanguageModelSubject = {
      model: await client.load(a, OPTIONS),
      longText: "word ".repeat(10_000),
      overlongText: "word ".repeat(30_000),
      async reload() {
        await client.unload();
        await client.load(a, OPTIONS);
      },
      kill: () => workers.at(-1)?.crash(),
      makesItThink: MAKES_IT_THINK,
    };
    await fact.run(subject);
  });
});

describe("loading", () => {
  it("starts no worker before a model is asked for, nor to unload what is not there", async () => {
    const { client, workers, states } = open(() => createScriptedEngine());
    await client.unload();
    expect(client.state).toEqual({ is: "off" });
    expect(states).toEqual([]);
    expect(workers).toHaveLength(0);
  });

  it("tells how far it is, and that it is done", async () => {
    const { client, states } = open(() => createScriptedEngine());
    const progress: number[] = [];
    const model = await client.load(a, OPTIONS, (done) => progress.push(done));
    expect(states).toEqual([
      { is: "loading", modelId: "a", done: 0, total: 100 },
      { is: "loading", modelId: "a", done: 100, total: 100 },
      { is: "ready", modelId: "a", contextTokens: 2048 },
    ]);
    expect(progress).toEqual([0, 100]);
    expect(model).toMatchObject({ id: "a", contextTokens: 2048 });
  });

  it("tells everyone who asked for the same model meanwhile, and loads it once", async () => {
    const loads: string[] = [];
    let arrive = () => {};
    const { client } = open(() => noting(loads, {}, () => new Promise((resolve) => (arrive = resolve))));
    const progress: string[] = [];
    const first = client.load(a, OPTIONS, (done) => progress.push(`first ${done}`));
    await expect.poll(() => loads.length).toBe(1);
    const second = client.load(a, OPTIONS, (done) => progress.push(`second ${done}`));
    arrive();
    await Promise.all([first, second]);
    expect(loads).toEqual(["a 2048"]);
    expect(progress).toContain("first 100");
    expect(progress).toContain("second 100");
  });

  it("loads the same model again where it is to have another context", async () => {
    const loads: string[] = [];
    const { client } = open(() => noting(loads));
    await client.load(a, OPTIONS);
    await client.load(a, { contextTokens: 1024 });
    expect(loads).toEqual(["a 2048", "a 1024"]);
    expect(client.state).toEqual({ is: "ready", modelId: "a", contextTokens: 1024 });
  });

  it("is not undone by a call of the model that was chosen before", async () => {
    const loads: string[] = [];
    const { client } = open(() => noting(loads));
    const first = await client.load(a, OPTIONS);
    const second = await client.load(b, OPTIONS);
    expect(await nameOf(first.complete(request))).toBe("ModelNotLoaded");
    expect((await second.complete(request)).ended).toBe("length");
    await client.unload();
    expect(await nameOf(second.complete(request))).toBe("ModelNotLoaded");
    expect(loads).toEqual(["a 2048", "b 2048"]);
  });

  it("says why a model does not load, and loads the one before when it is chosen again", async () => {
    const broken = aModel("broken");
    const fail = async (model: LanguageModelInfo) => {
      if (model.id !== "broken") return;
      throw Object.assign(new Error("broken.gguf is no model."), { name: "ModelCorrupt" });
    };
    const { client } = open(() => noting([], {}, fail));
    await client.load(a, OPTIONS);
    await expect(client.load(broken, OPTIONS)).rejects.toMatchObject({ name: "ModelCorrupt" });
    const reason = "broken.gguf is no model.";
    expect(client.state).toEqual({ is: "failed", modelId: "broken", name: "ModelCorrupt", reason });
    const before = await client.load(a, OPTIONS);
    expect((await before.complete(request)).ended).toBe("length");
    expect(client.state).toEqual({ is: "ready", modelId: "a", contextTokens: 2048 });
  });

  it("ends at once where another model is chosen, with its worker, and changes nothing any more", async () => {
    const held = (model: LanguageModelInfo) => (model.id === "a" ? forever() : Promise.resolve());
    const { client, workers, states } = open(() => noting([], {}, held));
    const overtaken = nameOf(client.load(a, OPTIONS));
    await expect.poll(() => workers.length).toBe(1);
    const model = await client.load(b, OPTIONS);
    expect(await overtaken).toBe("AbortError");
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false]);
    expect(states.map((state) => ("modelId" in state ? `${state.is} ${state.modelId}` : state.is))).toEqual([
      "loading a",
      "loading b",
      "loading b",
      "ready b",
    ]);
    expect((await model.complete(request)).ended).toBe("length");
  });

  it("ends at once where no model is wanted any more", async () => {
    const { client, workers } = open(() => noting([], {}, forever));
    const overtaken = nameOf(client.load(a, OPTIONS));
    await expect.poll(() => workers.length).toBe(1);
    await client.unload();
    expect(await overtaken).toBe("AbortError");
    expect(client.state).toEqual({ is: "off" });
  });

  it("never begins where it was overtaken while it waited", async () => {
    const loads: string[] = [];
    const { client } = open(() => noting(loads));
    const calls = [client.load(a, OPTIONS), client.load(b, OPTIONS), client.load(aModel("c"), OPTIONS)];
    const names = await Promise.all(calls.map(nameOf));
    expect(names).toEqual(["AbortError", "AbortError", "no error"]);
    expect(loads.at(-1)).toBe("c 2048");
    expect(loads).not.toContain("b 2048");
  });

  it("waits for the answer that is being given", async () => {
    const { client } = open(() => createScriptedEngine({ writeMs: 2 }));
    const model = await client.load(a, OPTIONS);
    const order: string[] = [];
    const call = model.complete({ ...request, maxTokens: 20 }).then(({ ended }) => order.push(`answer ${ended}`));
    await sleep(10);
    await client.load(b, OPTIONS).then(() => order.push("b"));
    await call;
    expect(order).toEqual(["answer length", "b"]);
  });

  it("of the model of a call is given up where another one was chosen", async () => {
    let held = false;
    const { client, workers } = open(() =>
      noting([], {}, (model) => (held && model.id === "a" ? forever() : Promise.resolve())),
    );
    const model = await client.load(a, OPTIONS);
    held = true;
    workers[0]?.crash();
    await expect.poll(() => client.state.is).toBe("off");
    const call = nameOf(model.complete(request));
    await expect.poll(() => client.state.is).toBe("loading");
    await client.load(b, OPTIONS);
    expect(await call).toBe("ModelNotLoaded");
  });

  it("can be tried again after its worker died until it was given up", async () => {
    let dies = true;
    const held = () => {
      if (dies) queueMicrotask(() => workers.at(-1)?.crash());
      return dies ? forever() : Promise.resolve();
    };
    const { client, workers } = open(() => noting([], {}, held));
    for (let death = 0; death < 6; death++) expect(await nameOf(client.load(a, OPTIONS))).toBe("WorkerLost");
    expect(client.state).toMatchObject({ is: "failed", modelId: "a", name: "WorkerLost" });
    dies = false;
    await client.load(a, OPTIONS);
    expect(client.state.is).toBe("ready");
  });
});

describe("an answer", () => {
  it("ends with its worker where that does not stop, keeps what was written, and the model is loaded again", async () => {
    const { client, workers } = open((birth) => createScriptedEngine({ deaf: birth === 0, writeMs: 5 }), 50);
    const model = await client.load(a, OPTIONS);
    const stop = new AbortController();
    const pieces: string[] = [];
    const call = model.complete({ ...request, maxTokens: 400, signal: stop.signal }, (piece) => pieces.push(piece));
    await expect.poll(() => pieces.length).toBeGreaterThan(2);
    stop.abort();
    const { ended, text } = await call;
    expect(ended).toBe("stopped");
    expect(text).toBe(pieces.join(""));
    expect(workers[0]?.terminated).toBe(true);
    await expect.poll(() => client.state).toEqual({ is: "ready", modelId: "a", contextTokens: 2048 });
    expect((await model.complete(request)).ended).toBe("length");
  });

  it("leaves its worker where that stops in time", async () => {
    const { client, workers } = open(() => createScriptedEngine({ writeMs: 2 }), 50);
    const model = await client.load(a, OPTIONS);
    const stop = new AbortController();
    const call = model.complete({ ...request, signal: stop.signal }, () => stop.abort());
    expect((await call).ended).toBe("stopped");
    await sleep(80);
    expect(workers).toHaveLength(1);
    expect(workers[0]?.terminated).toBe(false);
  });

  it.each(["DeviceLost", "OutOfMemory", "EngineFailed", "ModelCorrupt"])(
    "that ends in %s leaves no model loaded, and a fresh worker loads it again",
    async (name) => {
      let broken = true;
      const script: Script = {
        answer() {
          if (!broken) return "fine";
          throw Object.assign(new Error("It broke down."), { name });
        },
      };
      const { client, workers } = open(() => createScriptedEngine(script));
      const model = await client.load(a, OPTIONS);
      await expect(model.complete(request)).rejects.toMatchObject({ name });
      expect(client.state).toEqual({ is: "failed", modelId: "a", name, reason: "It broke down." });
      expect(workers[0]?.terminated).toBe(true);
      broken = false;
      expect((await model.complete(request)).text).toBe("fine");
      expect(client.state).toEqual({ is: "ready", modelId: "a", contextTokens: 2048 });
    },
  );

  it("is stopped while it waits for its model", async () => {
    const { client } = open((birth) => (birth === 0 ? createScriptedEngine() : noting([], {}, forever)));
    const model = await client.load(a, OPTIONS);
    const killed = nameOf(model.complete({ ...request, maxTokens: 400 }));
    await sleep(5);
    opened.at(-1)?.close();
    expect(await killed).toBe("WorkerLost");
    const stop = new AbortController();
    const call = model.complete({ ...request, signal: stop.signal });
    await expect.poll(() => client.state.is).toBe("loading");
    stop.abort();
    expect(await call).toMatchObject({ ended: "stopped", text: "" });
  });
});

describe("a call that is later", () => {
  /** The name of each engine call, in the order in which they began. */
  function watching(script: Script) {
    const began: string[] = [];
    const engine = createScriptedEngine(script);
    const complete: LlmApi["complete"] = (asked, ...rest) => {
      began.push(asked.messages.at(-1)?.content ?? "");
      return engine.complete(asked, ...rest);
    };
    return { began, engine: { ...engine, complete } };
  }
  const named = (content: string, priority: "now" | "later", maxTokens = 5): CompletionRequest => ({
    messages: [{ role: "user", content }],
    maxTokens,
    temperature: 0,
    priority,
  });

  it("waits for every call that is now", async () => {
    const { began, engine } = watching({ writeMs: 1 });
    const { client } = open(() => engine);
    const model = await client.load(a, OPTIONS);
    await Promise.all([
      model.complete(named("first", "now")),
      model.complete(named("background 1", "later")),
      model.complete(named("background 2", "later")),
      model.complete(named("second", "now")),
    ]);
    expect(began).toEqual(["first", "second", "background 1", "background 2"]);
  });

  it("gives way within 100 ms while it writes, begins again, and shows its words once", async () => {
    const { began, engine } = watching({ writeMs: 5 });
    const { client, workers } = open(() => engine);
    const model = await client.load(a, OPTIONS);
    const pieces: string[] = [];
    const background = model.complete(named("background", "later", 30), (piece) => pieces.push(piece));
    await sleep(60);
    const askedAt = performance.now();
    let firstWord = 0;
    await model.complete(named("question", "now"), () => {
      firstWord ||= performance.now() - askedAt;
    });
    expect(firstWord).toBeLessThan(100);
    const { text, ended } = await background;
    expect(ended).toBe("length");
    expect(text.trim().split(" ")).toHaveLength(30);
    expect(pieces.join("")).toBe(text);
    expect(began).toEqual(["background", "question", "background"]);
    expect(workers).toHaveLength(1);
  });

  it("gives way within a second while it reads, though its engine looks up only between two batches", async () => {
    const { engine } = watching({ readMs: 300 });
    const { client } = open(() => engine);
    const model = await client.load(a, OPTIONS);
    const stop = new AbortController();
    const long = { ...named("word ".repeat(400), "later"), signal: stop.signal };
    const background = model.complete(long);
    await sleep(350);
    const askedAt = performance.now();
    const began = new Promise<number>((resolve) => {
      const complete = engine.complete;
      engine.complete = (...call) => {
        resolve(performance.now() - askedAt);
        return complete(...call);
      };
    });
    const question = model.complete(named("question", "now", 1));
    expect(await began).toBeLessThan(1_000);
    await question;
    stop.abort();
    expect((await background).ended).toBe("stopped");
  });

  it("loses its worker where that does not give way within the patience", async () => {
    const { client, workers } = open((birth) => createScriptedEngine({ deaf: birth === 0, writeMs: 5 }), 50);
    const model = await client.load(a, OPTIONS);
    const background = model.complete(named("background", "later", 60));
    await sleep(30);
    const askedAt = performance.now();
    await model.complete(named("question", "now", 1));
    expect(performance.now() - askedAt).toBeLessThan(250);
    expect(workers).toHaveLength(2);
    expect((await background).ended).toBe("length");
  });

  it("gives way to the load of another model, which it does not put out again", async () => {
    const loads: string[] = [];
    const { client } = open(() => noting(loads, { writeMs: 5 }));
    const model = await client.load(a, OPTIONS);
    const background = nameOf(model.complete({ ...later, maxTokens: 200 }));
    await sleep(20);
    await client.load(b, OPTIONS);
    expect(await background).toBe("ModelNotLoaded");
    expect(await nameOf(model.complete(later))).toBe("ModelNotLoaded");
    expect(loads).toEqual(["a 2048", "b 2048"]);
  });

  it("keeps what it wrote until it was stopped by who asked", async () => {
    const { client } = open(() => createScriptedEngine({ writeMs: 2 }));
    const model = await client.load(a, OPTIONS);
    const stop = new AbortController();
    const pieces: string[] = [];
    const call = model.complete({ ...later, signal: stop.signal }, (piece) => pieces.push(piece));
    await sleep(30);
    stop.abort();
    const { ended, text } = await call;
    expect(ended).toBe("stopped");
    expect(text).not.toBe("");
    expect(pieces.join("")).toBe(text);
  });

  it("ends at once where it is stopped while it waits to begin again", async () => {
    const { client } = open(() => createScriptedEngine({ writeMs: 5 }));
    const model = await client.load(a, OPTIONS);
    const stop = new AbortController();
    const background = model.complete({ ...later, signal: stop.signal });
    await sleep(20);
    const question = model.complete({ ...request, maxTokens: 20 });
    await sleep(30);
    const stoppedAt = performance.now();
    stop.abort();
    expect((await background).ended).toBe("stopped");
    expect(performance.now() - stoppedAt).toBeLessThan(20);
    expect((await question).ended).toBe("length");
  });
});
