import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLlmClient, type LlmClient } from "../../src/engines/llm/llmClient";
import type { LlmApi, LlmState } from "../../src/engines/llm/protocol";
import { createSharedLlm } from "../../src/engines/llm/sharedLlm";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import type { CompletionRequest } from "../../src/memory/ports";
import { sleep } from "../contracts/contractCase";
import { languageModelContract } from "../contracts/languageModel";
import { FakeLocks } from "../support/fakeLocks";
import { aModel } from "../support/fakeModels";
import { type FakeTab, FakeTabs } from "../support/fakeTabs";
import { FakeWorker } from "../support/fakeWorker";
import { createScriptedEngine, MAKES_IT_THINK, type Script } from "../support/scriptedModel";

const OPTIONS = { contextTokens: 2048 };
const a = aModel("a");
const b = aModel("b");

interface Tab {
  tab: FakeTab;
  llm: LlmClient;
  states: LlmState[];
  workers: FakeWorker[];
  /** Models that this tab's engine loaded, and what it was asked. */
  loads: string[];
  asked: string[];
  close(): void;
}

let tabs: FakeTabs;
const opened: Tab[] = [];
beforeEach(() => {
  tabs = new FakeTabs();
});
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});

interface TabOptions extends Script {
  askEvery?: number;
  held?(model: LanguageModelInfo): Promise<void>;
}

function open({ askEvery = 60_000, held, ...script }: TabOptions = {}): Tab {
  const tab = tabs.open();
  const workers: FakeWorker[] = [];
  const states: LlmState[] = [];
  const loads: string[] = [];
  const asked: string[] = [];
  const locks = new FakeLocks();
  const createEngine = (): LlmApi => {
    const engine = createScriptedEngine(script);
    return {
      ...engine,
      async load(model, options, onProgress) {
        loads.push(model.id);
        onProgress(40, 100);
        await held?.(model);
        await engine.load(model, options, onProgress);
      },
      complete(request, ...rest) {
        asked.push(request.messages.at(-1)?.content ?? "");
        return engine.complete(request, ...rest);
      },
    };
  };
  const llm = createSharedLlm({
    createClient: (onState) =>
      createLlmClient({
        create(name) {
          const worker = new FakeWorker(name, locks, createEngine());
          workers.push(worker);
          return worker;
        },
        onState,
        locks,
        timing: { pause: 1 },
      }),
    onState: (state) => states.push(state),
    locks: tab.locks,
    channel: tab.channel,
    askEvery,
  });
  const close = () => {
    tab.crash();
    workers.at(-1)?.terminate();
  };
  const made = { tab, llm, states, workers, loads, asked, close };
  opened.push(made);
  return made;
}

/** A tab that holds model a, and one that uses it there. */
async function openTwo(options: TabOptions = {}) {
  const holder = open(options);
  const holderModel = await holder.llm.load(a, OPTIONS);
  const other = open(options);
  const model = await other.llm.load(a, OPTIONS);
  return { holder, holderModel, other, model };
}

const ask = (content: string, more: Partial<CompletionRequest> = {}): CompletionRequest => ({
  messages: [{ role: "user", content }],
  maxTokens: 10,
  temperature: 0,
  ...more,
});

const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "no error",
    (error: Error) => error.name,
  );

describe("the language model contract, in a tab that uses the model of another", () => {
  it.each(languageModelContract.map((fact) => [fact.title, fact] as const))("%s", async (_title, fact) => {
    const { holder, other, model } = await openTwo({ readMs: 5, context: 20_000 });
    await fact.run({
      model,
      longText: "word ".repeat(10_000),
      overlongText: "word ".repeat(30_000),
      async reload() {
        await other.llm.unload();
        await other.llm.load(a, OPTIONS);
      },
      kill: () => holder.workers.at(-1)?.crash(),
      makesItThink: MAKES_IT_THINK,
    });
    expect(other.workers).toHaveLength(0);
  });
});

describe("a model that tabs share", () => {
  it("is loaded once, in the first tab that wanted it", async () => {
    const { holder, other, model } = await openTwo();
    expect(model).toMatchObject({ id: "a", contextTokens: 2048 });
    expect(holder.loads).toEqual(["a"]);
    expect(other.workers).toHaveLength(0);
    expect(other.llm.state).toEqual({ is: "ready", modelId: "a", contextTokens: 2048 });
  });

  it("is not asked for by a tab that wants none", () => {
    open();
    expect(tabs.queue("cairn-llm")).toEqual([]);
  });

  it("tells tabs that wait for it how far it is", async () => {
    let arrive = () => {};
    const holder = open({ held: () => new Promise((resolve) => (arrive = resolve)) });
    const first = holder.llm.load(a, OPTIONS);
    await expect.poll(() => holder.llm.state).toMatchObject({ is: "loading", done: 40 });
    const other = open();
    const progress: number[] = [];
    const second = other.llm.load(a, OPTIONS, (done) => progress.push(done));
    await expect.poll(() => progress).toContain(40);
    arrive();
    await Promise.all([first, second]);
    expect(other.llm.state.is).toBe("ready");
    expect(holder.loads).toEqual(["a"]);
  });

  it("says in every tab why it does not load", async () => {
    const held = (model: LanguageModelInfo) =>
      model.id === "b" ? Promise.reject(named("OutOfMemory")) : Promise.resolve();
    const { holder, other } = await openTwo({ held });
    await expect(other.llm.load(b, OPTIONS)).rejects.toMatchObject({ name: "OutOfMemory", message: "OutOfMemory" });
    const failed = { is: "failed", modelId: "b", name: "OutOfMemory", reason: "OutOfMemory" };
    expect(holder.llm.state).toEqual(failed);
    expect(other.llm.state).toEqual(failed);
  });

  it("answers two tabs at once in turn", async () => {
    const { holder, model } = await openTwo({ writeMs: 2 });
    const third = open();
    const other = await third.llm.load(a, OPTIONS);
    const order: string[] = [];
    const answers = await Promise.all([
      model.complete(ask("one"), () => order.push("one")),
      other.complete(ask("two"), () => order.push("two")),
    ]);
    expect(answers.map(({ ended }) => ended)).toEqual(["length", "length"]);
    expect(order.join(" ")).toMatch(/^(one )+(two ?)+$/);
    expect(holder.asked).toEqual(["one", "two"]);
  });

  it("gives way in another tab's background work to a question", async () => {
    const { holder, holderModel, model } = await openTwo({ writeMs: 4 });
    const pieces: string[] = [];
    const background = model.complete(ask("background", { priority: "later", maxTokens: 20 }), (piece) =>
      pieces.push(piece),
    );
    await sleep(40);
    await holderModel.complete(ask("question", { maxTokens: 2 }));
    expect(holder.asked.slice(0, 2)).toEqual(["background", "question"]);
    const { text, ended } = await background;
    expect(ended).toBe("length");
    expect(pieces.join("")).toBe(text);
  });

  it("is what was chosen last, in whichever tab", async () => {
    const { holder, other } = await openTwo();
    await other.llm.load(b, OPTIONS);
    const ready = { is: "ready", modelId: "b", contextTokens: 2048 };
    expect(holder.llm.state).toEqual(ready);
    expect(other.llm.state).toEqual(ready);
    expect(holder.loads).toEqual(["a", "b"]);
  });

  it("is not taken from an answer by another tab that wants none or another", async () => {
    const { holder, holderModel, other, model } = await openTwo({ writeMs: 4 });
    const order: string[] = [];
    const theirs = holderModel.complete(ask("theirs")).then(({ ended }) => order.push(`answer ${ended}`));
    await sleep(10);
    await other.llm.unload().then(() => order.push("unloaded"));
    await theirs;
    expect(order).toEqual(["answer length", "unloaded"]);
    await expect.poll(() => other.llm.state).toEqual({ is: "off" });
    expect(await nameOf(model.complete(ask("nobody's")))).toBe("ModelNotLoaded");
    const again = await other.llm.load(a, OPTIONS);
    const ours = again.complete(ask("ours", { maxTokens: 40 }));
    await expect.poll(() => holder.asked).toEqual(["theirs", "ours"]);
    await holder.llm.load(b, OPTIONS);
    expect((await ours).ended).toBe("length");
    expect(holder.loads).toEqual(["a", "a", "b"]);
  });

  it("overtakes a load of another tab", async () => {
    const held = (model: LanguageModelInfo) => (model.id === "a" ? new Promise<void>(() => {}) : Promise.resolve());
    const holder = open({ held });
    const overtaken = nameOf(holder.llm.load(a, OPTIONS));
    await expect.poll(() => holder.llm.state.is).toBe("loading");
    const other = open();
    await other.llm.load(b, OPTIONS);
    expect(await overtaken).toBe("AbortError");
    expect(holder.llm.state).toMatchObject({ is: "ready", modelId: "b" });
  });
});

describe("when the tab that holds the model goes", () => {
  it("an answer under way elsewhere rejects with WorkerLost, and the next call is answered in another tab", async () => {
    const { holder, other, model } = await openTwo({ writeMs: 4 });
    const pieces: string[] = [];
    const lost = nameOf(model.complete(ask("Count", { maxTokens: 200 }), (piece) => pieces.push(piece)));
    await expect.poll(() => pieces.length).toBeGreaterThan(2);
    holder.close();
    expect(await lost).toBe("WorkerLost");
    expect(other.llm.state).toEqual({ is: "off" });
    expect((await model.complete(ask("Again"))).ended).toBe("length");
    expect(other.loads).toEqual(["a"]);
    expect(other.llm.state).toEqual({ is: "ready", modelId: "a", contextTokens: 2048 });
  });

  it("a third tab finds the one that holds it next", async () => {
    const { holder, other, model } = await openTwo({ writeMs: 4 });
    const third = open();
    const theirs = await third.llm.load(a, OPTIONS);
    const lost = [model, theirs].map((each) => nameOf(each.complete(ask("Count", { maxTokens: 200 }))));
    await sleep(20);
    holder.close();
    expect(await Promise.all(lost)).toEqual(["WorkerLost", "WorkerLost"]);
    await Promise.all([model.complete(ask("Again")), theirs.complete(ask("Again"))]);
    expect([other.loads, third.loads].flat()).toEqual(["a"]);
  });

  it("a load goes on in another tab", async () => {
    const holder = open({ held: () => new Promise(() => undefined) });
    void nameOf(holder.llm.load(a, OPTIONS));
    await expect.poll(() => holder.llm.state.is).toBe("loading");
    const other = open();
    const load = other.llm.load(a, OPTIONS);
    await expect.poll(() => other.llm.state.is).toBe("loading");
    holder.close();
    await load;
    expect(other.loads).toEqual(["a"]);
  });

  it("background work does not put out what was chosen since", async () => {
    const { holder, other, model } = await openTwo();
    holder.close();
    await other.llm.load(b, OPTIONS);
    expect(await nameOf(model.complete(ask("background", { priority: "later" })))).toBe("ModelNotLoaded");
    expect(other.loads).toEqual(["b"]);
  });

  it("as by falling asleep, another takes its place, and it lets go of the model once it wakes", async () => {
    const { holder, holderModel, other, model } = await openTwo({ askEvery: 15 });
    holder.tab.sleep();
    expect(await nameOf(model.complete(ask("Anyone?")))).toBe("WorkerLost");
    expect((await model.complete(ask("Again"))).ended).toBe("length");
    expect(other.loads).toEqual(["a"]);
    await expect.poll(() => holder.llm.state).toEqual({ is: "off" });
    holder.tab.wake();
    expect((await holderModel.complete(ask("Awake"))).ended).toBe("length");
    expect(other.asked).toContain("Awake");
  });

  it("slow work is no silence", async () => {
    const { other, model } = await openTwo({ askEvery: 10, readMs: 200 });
    expect((await model.complete(ask("word ".repeat(40), { maxTokens: 1 }))).ended).toBe("length");
    expect(other.workers).toHaveLength(0);
  });
});

describe("when a tab goes that uses the model of another", () => {
  it("its answer is stopped", async () => {
    const { holderModel, other, model } = await openTwo({ writeMs: 4 });
    const pieces: string[] = [];
    void model.complete(ask("Count", { maxTokens: 400 }), (piece) => pieces.push(piece));
    await expect.poll(() => pieces.length).toBeGreaterThan(2);
    other.close();
    const askedAt = performance.now();
    await holderModel.complete(ask("Mine", { maxTokens: 1 }));
    expect(performance.now() - askedAt).toBeLessThan(300);
  });
});

describe("what comes over the channel", () => {
  it("is ignored where it is no message, or not for this tab", async () => {
    const { holder, model } = await openTwo({ writeMs: 4 });
    const stranger = tabs.open();
    const pieces: string[] = [];
    const call = model.complete(ask("Count"), (piece) => pieces.push(piece));
    await expect.poll(() => pieces.length).toBeGreaterThan(0);
    const from = "stranger";
    for (const message of [
      null,
      7,
      "who",
      {},
      { is: "who" },
      { is: "holder", from, state: { is: "ready" } },
      { is: "call", from, to: "nobody", call: "1", what: { is: "unload" } },
      { is: "call", from, to: 7, call: "1", what: { is: "unload" } },
      { is: "call", from, to: "nobody", call: "1", what: { is: "complete", model: {}, options: {}, request: {} } },
      { is: "piece", from, to: "nobody", call: "1", text: "Buy!" },
      { is: "done", from, to: "nobody", call: "1", completion: {} },
      { is: "failed", from, to: "nobody", call: "1", name: "Error" },
      { is: "else", from, to: "nobody", call: "1" },
    ]) {
      stranger.post(message);
    }
    const { text, ended } = await call;
    expect(ended).toBe("length");
    expect(pieces.join("")).toBe(text);
    expect(holder.llm.state).toMatchObject({ is: "ready", modelId: "a" });
  });
});

describe("where tabs know nothing of each other", () => {
  it.each(["locks", "channel"] as const)("for want of %s, each loads its own model", async (what) => {
    const locks = new FakeLocks();
    const tab = tabs.open();
    const states: LlmState[] = [];
    const worker = (name: string) => new FakeWorker(name, locks, createScriptedEngine());
    const llm = createSharedLlm({
      createClient: (onState) => createLlmClient({ create: worker, onState, locks }),
      onState: (state) => states.push(state),
      locks: what === "locks" ? null : tab.locks,
      channel: what === "channel" ? null : tab.channel,
    });
    const model = await llm.load(a, OPTIONS);
    expect((await model.complete(ask("Hello"))).ended).toBe("length");
    expect(states.at(-1)).toMatchObject({ is: "ready", modelId: "a" });
    expect(tabs.queue("cairn-llm")).toEqual([]);
  });
});

const named = (name: string) => Object.assign(new Error(name), { name });
