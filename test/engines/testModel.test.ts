import { describe, expect, it } from "vitest";
import { type ModelTest, testModel } from "../../src/engines/llm/testModel";
import type { Completion, CompletionRequest, LanguageModel } from "../../src/memory/ports";

interface Pace {
  /** Milliseconds a token read, and a token written. */
  read: number;
  write: number;
  counts?: boolean;
  /** What it answers to a task in JSON, given its key. */
  json?(question: string, key: string): string;
}

const RIGHT: readonly [RegExp, string | number][] = [
  [/How old is Anna/, 34],
  [/train to Porto/, "Porto"],
  [/red bicycle/, "red"],
  [/12 eggs/, 12],
  [/violin/, "Maria"],
  [/Tuesday/, "tuesday"],
  [/7 euros/, 7],
  [/Bruno/, " Bruno "],
  [/January/, "January"],
  [/3 floors/, 3],
];
const rightly = (question: string, key: string) =>
  JSON.stringify({ [key]: RIGHT.find(([pattern]) => pattern.test(question))?.[1] });

/** A model on a clock of its own: a token is four letters, and takes the time it is given. */
function openPaced({ read, write, counts = true, json = rightly }: Pace) {
  let now = 1_000;
  const asked: CompletionRequest[] = [];
  const model: LanguageModel = {
    id: "paced",
    contextTokens: 4096,
    async complete(request, onText = () => undefined) {
      asked.push(request);
      const content = request.messages.at(-1)?.content ?? "";
      const key = Object.keys((request.schema?.properties ?? {}) as object)[0];
      const promptTokens = Math.ceil(content.length / 4);
      now += promptTokens * read;
      const words = key ? [json(content, key)] : Array.from({ length: request.maxTokens }, () => "word");
      const completion: Completion = {
        text: words.join(""),
        ended: "length",
        usage: {
          promptTokens: counts ? promptTokens : 0,
          cachedTokens: 0,
          completionTokens: counts ? words.length : 0,
        },
      };
      for (const word of words) {
        now += (key ? 24 : 1) * write;
        onText(word);
        if (request.signal?.aborted) return { ...completion, ended: "stopped" };
      }
      return completion;
    },
  };
  return { model, asked, clock: { now: () => now } };
}

async function run(pace: Pace): Promise<ModelTest & { took: number; asked: CompletionRequest[] }> {
  const { model, asked, clock } = openPaced(pace);
  const startedAt = clock.now();
  const result = await testModel(model, clock);
  return { ...result, took: clock.now() - startedAt, asked };
}

describe("testModel", () => {
  it("tells how fast a model reads and writes, and what of the tasks is right", async () => {
    const result = await run({ read: 2, write: 20 });
    expect(result.tokensPerSecondIn).toBeGreaterThan(400);
    expect(result.tokensPerSecondIn).toBeLessThan(501);
    expect(result.tokensPerSecondOut).toBeCloseTo(50, 0);
    // 25 letters read, one word written.
    expect(result.firstWordMs).toBe(7 * 2 + 20);
    expect(result).toMatchObject({ jsonRight: 10, jsonAsked: 10 });
  });

  it("tells it as well of a model that does not count", async () => {
    const result = await run({ read: 2, write: 20, counts: false });
    expect(result.tokensPerSecondIn).toBeGreaterThan(400);
    expect(result.tokensPerSecondOut).toBeCloseTo(50, 0);
  });

  it("asks each task under a schema, in few words", async () => {
    const { asked } = await run({ read: 2, write: 20 });
    const tasks = asked.filter(({ schema }) => schema);
    expect(tasks).toHaveLength(10);
    for (const { maxTokens, schema } of tasks) {
      expect(maxTokens).toBeLessThanOrEqual(24);
      expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    }
    expect(new Set(asked.map(({ messages }) => messages[0]?.content)).size).toBe(asked.length);
  });

  it.each([
    ["no JSON", () => "It is red."],
    ["cut-off JSON", () => '{"age": 3'],
    ["another key", () => '{"answer": 34}'],
    ["no object", () => "34"],
    ["another value", (_question: string, key: string) => JSON.stringify({ [key]: "blue" })],
  ])("does not count %s as right", async (_what, json) => {
    expect(await run({ read: 1, write: 1, json })).toMatchObject({ jsonRight: 0, jsonAsked: 10 });
  });

  it.each([
    ["a phone's processor", { read: 60, write: 120 }],
    ["software graphics", { read: 200, write: 400 }],
  ])("ends after about half a minute on %s, with fewer tasks", async (_what, pace) => {
    const { took, jsonAsked, tokensPerSecondOut } = await run(pace);
    expect(took).toBeLessThan(45_000);
    expect(jsonAsked).toBeGreaterThan(0);
    expect(jsonAsked).toBeLessThan(10);
    expect(tokensPerSecondOut).toBeCloseTo(1000 / pace.write, 1);
  });

  it("tells how far it is, from 0 to 1", async () => {
    const { model, clock } = openPaced({ read: 1, write: 1 });
    const shares: number[] = [];
    await testModel(model, clock, (share) => shares.push(share));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(10);
  });

  it("rejects with the reason of its signal, before it asks or in the middle", async () => {
    const { model, clock, asked } = openPaced({ read: 1, write: 1 });
    await expect(testModel(model, clock, undefined, AbortSignal.abort(new Error("Enough.")))).rejects.toThrow(
      "Enough.",
    );
    expect(asked).toHaveLength(0);
    const stop = new AbortController();
    const call = testModel(model, clock, (share) => share > 0.2 && stop.abort(new Error("Enough.")), stop.signal);
    await expect(call).rejects.toThrow("Enough.");
    expect(asked.length).toBeLessThan(6);
  });

  it("rejects as the model does", async () => {
    const { model, clock } = openPaced({ read: 1, write: 1 });
    const lost = Object.assign(new Error("gone"), { name: "DeviceLost" });
    await expect(testModel({ ...model, complete: () => Promise.reject(lost) }, clock)).rejects.toBe(lost);
  });
});
