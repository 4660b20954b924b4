import { afterEach, describe, expect, it } from "vitest";
import { createEmbedder } from "../../../src/engines/embedder/createEmbedder";
import { createEmbedderLine, type EmbedderLine } from "../../../src/engines/embedder/embedderLine";
import { createJudge } from "../../../src/engines/judge/createJudge";
import { JudgeUnavailable } from "../../../src/engines/judge/JudgeUnavailable";
import { expose } from "../../../src/workers/rpc";
import { judgeContract } from "../../contracts/judge";
import { createFakeEmbedderApi, type FakeEmbedderOptions } from "../../support/fakeEmbedder";
import { fakeJudgeLogits } from "../../support/fakeJudgeLogits";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** Connects `line` to a new fake worker; `kill` closes its end, as a browser does for a dead thread. */
function connectFake(line: EmbedderLine, options: FakeEmbedderOptions = { judge: fakeJudgeLogits }) {
  const api = createFakeEmbedderApi(options);
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose(api, port2);
  line.connect(port1);
  return { api, kill: () => port2.close() };
}

function aJudge() {
  const line = createEmbedderLine();
  return { line, judge: createJudge(line) };
}

describe("the judge contract, on a fake worker behind the real queue", () => {
  it.each(judgeContract.map((fact) => [fact.title, fact] as const))("%s", async (_title, fact) => {
    const { line, judge } = aJudge();
    let { kill } = connectFake(line);
    await fact.run({
      judge,
      kill() {
        kill();
        ({ kill } = connectFake(line));
      },
    });
  });
});

describe("the judge's queue", () => {
  it("loads nothing before it is needed, and does not know its model until then", async () => {
    const { line, judge } = aJudge();
    const calls: string[] = [];
    connectFake(line, { judge: fakeJudgeLogits, before: (call) => void calls.push(call) });
    expect(() => judge.modelId).toThrow("not loaded yet");
    expect(calls).toEqual([]);
    await judge.pairs(["a dog"], "a dog");
    expect(calls).toEqual(["loadJudge", "judge"]);
    expect(judge.modelId).toBe("judge@fake");
  });

  it("a judge that never comes holds up no embedding, and is waited for no longer than is asked", async () => {
    const { line, judge } = aJudge();
    const embedder = createEmbedder(line);
    const calls: string[] = [];
    connectFake(line, {
      judge: fakeJudgeLogits,
      before(call) {
        calls.push(call);
        return call === "loadJudge" ? new Promise(() => undefined) : undefined;
      },
    });
    const stop = new AbortController();
    const pairs = judge.pairs(["known"], "new", { signal: stop.signal });
    await expect.poll(() => calls).toContain("loadJudge");
    expect(await embedder.embed(["a question"], { priority: "now" })).toHaveLength(1);
    expect(calls).not.toContain("judge");
    stop.abort(new Error("too late"));
    await expect(pairs).rejects.toThrow("too late");
  });

  it("a judge whose loading kills three workers is given up", async () => {
    const { line, judge } = aJudge();
    let loads = 0;
    const connect = (): void => {
      const worker = connectFake(line, {
        judge: fakeJudgeLogits,
        before(call) {
          if (call !== "loadJudge") return;
          loads += 1;
          worker.kill();
          connect();
          return new Promise(() => undefined);
        },
      });
    };
    connect();
    await expect(judge.pairs(["known"], "new")).rejects.toBeInstanceOf(JudgeUnavailable);
    expect(loads).toBe(3);
  });

  it("asks in rows of the known text and the new one, the sentence and the one before, the passage and the question", async () => {
    const { line, judge } = aJudge();
    const { api } = connectFake(line);
    await judge.pairs(["known"], "new");
    await judge.sentences([{ text: "text", before: "before" }]);
    await judge.answers("question", ["passage"]);
    expect(api.judged.flat()).toEqual([
      { task: "pair", first: "known", second: "new" },
      { task: "sentence", first: "text", second: "before" },
      { task: "question", first: "passage", second: "question" },
    ]);
  });

  it("sends rows of like length together, at most 8 and at most 256 tokens a batch", async () => {
    const { line, judge } = aJudge();
    const { api } = connectFake(line);
    await judge.pairs(
      Array.from({ length: 20 }, (_, n) => "word ".repeat(1 + ((n * 7) % 40))),
      "new",
    );
    const lengths = api.judged.flat().map(({ first }) => first.length);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    for (const batch of api.judged) {
      const width = 3 + 1 + Math.ceil(Math.max(...batch.map(({ first }) => first.length)) / 4);
      expect(batch.length).toBeLessThanOrEqual(8);
      expect(batch.length * width).toBeLessThanOrEqual(256);
    }
    expect(api.judged.at(-2)).toHaveLength(8);
  });

  it("goes before texts that may be embedded later, and never into their batch", async () => {
    const line = createEmbedderLine();
    const [embedder, judge] = [createEmbedder(line), createJudge(line)];
    connectFake(line);
    const order: string[] = [];
    const texts = Array.from({ length: 40 }, (_, n) => `${"word ".repeat(50)}${n}`);
    const later = embedder.embed(texts, { priority: "later" }).then(() => order.push("embedded"));
    const now = judge.pairs(["a dog"], "a dog").then(() => order.push("judged"));
    await Promise.all([later, now]);
    expect(order).toEqual(["judged", "embedded"]);
  });

  it("drops what was cancelled before it was sent", async () => {
    const { line, judge } = aJudge();
    const { api } = connectFake(line);
    const stop = new AbortController();
    const first = judge.pairs(["first"], "new");
    const second = judge.pairs(["never sent"], "new", { signal: stop.signal });
    stop.abort();
    await expect(second).rejects.toMatchObject({ name: "AbortError" });
    await first;
    expect(api.judged.flat().map((row) => row.first)).toEqual(["first"]);
  });

  it("rejects with the reason of the signal where that is another than an abort", async () => {
    const { line, judge } = aJudge();
    connectFake(line, { judge: fakeJudgeLogits, batchMs: 200 });
    const late = judge.pairs(["a dog"], "a cat", { signal: AbortSignal.timeout(20) });
    await expect(late).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("a judge that is not there", () => {
  it("is JudgeUnavailable with the worker's sentence, while the embedder goes on", async () => {
    const line = createEmbedderLine();
    const [embedder, judge] = [createEmbedder(line), createJudge(line)];
    connectFake(line, {});
    for (const call of [
      judge.load(),
      judge.pairs(["a"], "b"),
      judge.sentences([{ text: "a", before: "" }]),
      judge.answers("a", ["b"]),
    ]) {
      const error: unknown = await call.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(JudgeUnavailable);
      expect(error).toMatchObject({ name: "JudgeUnavailable", message: "There is no judge in this test." });
    }
    expect(await embedder.embed(["a text"])).toHaveLength(1);
  });

  it("may come later: the next call finds it", async () => {
    const { line, judge } = aJudge();
    connectFake(line, {});
    await expect(judge.pairs(["a"], "b")).rejects.toBeInstanceOf(JudgeUnavailable);
    connectFake(line);
    expect(await judge.pairs(["a"], "b")).toHaveLength(1);
  });

  it("is JudgeUnavailable too where three workers died with a pair, and where it gives no numbers", async () => {
    const { line, judge } = aJudge();
    const connect = (): void => {
      const worker = connectFake(line, {
        judge: () => new Float32Array(8).fill(Number.NaN),
        before(call, texts) {
          if (call !== "judge" || !texts.includes("deadly")) return;
          worker.kill();
          connect();
          return new Promise(() => undefined);
        },
      });
    };
    connect();
    const deadly: unknown = await judge.pairs(["deadly"], "new").catch((reason: unknown) => reason);
    expect(deadly).toBeInstanceOf(JudgeUnavailable);
    expect(deadly).toMatchObject({ message: expect.stringMatching(/^The judge gave no answer: /) });
    await expect(judge.pairs(["harmless"], "new")).rejects.toBeInstanceOf(JudgeUnavailable);
  });
});
