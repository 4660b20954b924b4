import { describe, expect, it } from "vitest";
import { createReadingPace } from "../../src/engines/llm/createReadingPace";
import type { RenderedPrompt } from "../../src/engines/llm/renderPrompt";
import { keepJsonOnOneLine, takeOverPrompts, type WebLlmPipeline } from "../../src/engines/llm/webLlmPipeline";

interface Fake {
  pipeline: WebLlmPipeline;
  /** The cache as the library has it. */
  cache: number[];
  /** Lengths of what was forwarded. */
  batches: number[];
  /** Logits that were not let go. */
  alive: number;
}

/** A pipeline whose tokens are character codes, with the parts of web-llm's own loop that call back into it. */
function fake({ pops = true, kvStateKind = "kv_cache", onForward = () => {} } = {}): Fake {
  const made: Fake = { cache: [], batches: [], alive: 0, pipeline: undefined as never };
  made.pipeline = {
    conversation: { config: undefined as never },
    tokenizer: { encode: (text) => Int32Array.from(text, (character) => character.charCodeAt(0)) },
    tvm: {
      beginScope() {},
      endScope() {},
      detachFromCurrentScope: (object) => object,
      getGlobalFunc(name) {
        if (name !== "vm.builtin.kv_state_popn") throw new Error(`no ${name}`);
        const popN = (_cache: unknown, _sequence: unknown, n: unknown) => {
          if (!pops) throw new WebAssembly.RuntimeError("unreachable");
          made.cache.length -= n as number;
        };
        return Object.assign(popN as (...args: unknown[]) => unknown, { dispose() {} });
      },
      scalar: (value) => value,
      setDeviceLostAutoDispose() {},
    },
    device: { sync: async () => {} },
    kvStateKind,
    slidingWindowSize: -1,
    contextWindowSize: 100,
    filledKVCacheLength: 0,
    resetKVCache() {
      made.cache.length = 0;
    },
    getInputData: async () => [[], 0, () => 0],
    async embedAndForward(data, length) {
      onForward();
      made.cache.push(...data.flat());
      made.batches.push(length);
      made.alive++;
      made.pipeline.filledKVCacheLength += length;
      return { dispose: () => void made.alive-- };
    },
  };
  return made;
}

const prompt = (text: string): RenderedPrompt => ({ prefix: [], parts: [text] });

/** Reads a prompt and writes an answer, as web-llm does once a completion was asked for. */
async function turn({ pipeline }: Fake, answer: string): Promise<void> {
  pipeline.resetKVCache();
  pipeline.filledKVCacheLength = 0;
  const [data, length] = await pipeline.getInputData();
  await pipeline.embedAndForward(data, length);
  for (const token of pipeline.tokenizer.encode(answer)) await pipeline.embedAndForward([[token]], 1);
}

const textIn = ({ cache }: Fake) => String.fromCharCode(...cache);

describe("the reading of prompts, taken over from web-llm", () => {
  it("keeps what a prompt has in common with what was read and written, and reads the rest", async () => {
    const made = fake();
    const prompts = takeOverPrompts(made.pipeline);
    expect(prompts.begin(prompt("system: hello"))).toEqual({ promptTokens: 13, cachedTokens: 0 });
    await turn(made, " to you");
    expect(textIn(made)).toBe("system: hello to you");

    const grown = prompts.begin(prompt("system: hello to you. Thanks"));
    await turn(made, "!");
    expect(grown).toEqual({ promptTokens: 28, cachedTokens: 20 });
    expect(textIn(made)).toBe("system: hello to you. Thanks!");

    const other = prompts.begin(prompt("system: bye"));
    await turn(made, "");
    expect(other).toEqual({ promptTokens: 11, cachedTokens: 8 });
    expect(textIn(made)).toBe("system: bye");
    expect(made.pipeline.filledKVCacheLength).toBe(11);
  });

  it("reads the last token of a prompt that it knows as a whole", async () => {
    const made = fake();
    const prompts = takeOverPrompts(made.pipeline);
    prompts.begin(prompt("hello"));
    await turn(made, "you");
    const again = prompts.begin(prompt("hello"));
    await turn(made, "");
    expect(again).toEqual({ promptTokens: 5, cachedTokens: 4 });
    expect(textIn(made)).toBe("hello");
  });

  it("reads in batches, and lets go of what each of them gave but the last", async () => {
    const made = fake();
    const prompts = takeOverPrompts(made.pipeline);
    prompts.begin(prompt("x".repeat(90)));
    await turn(made, "");
    expect(made.batches[0]).toBe(8);
    expect(made.batches.length).toBeGreaterThan(1);
    expect(made.batches.reduce((sum, length) => sum + length)).toBe(90);
    expect(made.alive).toBe(1);
  });

  it("stops between two batches, and goes on from there the next time", async () => {
    const stop = new AbortController();
    let forwards = 0;
    const made = fake({ onForward: () => ++forwards === 2 && stop.abort() });
    const prompts = takeOverPrompts(made.pipeline);
    prompts.begin(prompt("x".repeat(90)), stop.signal);
    await expect(turn(made, "")).rejects.toMatchObject({ name: "ReadingStopped" });
    const read = made.cache.length;
    expect(read).toBeLessThan(90);
    const again = prompts.begin(prompt("x".repeat(90)));
    await turn(made, "");
    expect(again.cachedTokens).toBe(read);
    expect(made.cache).toHaveLength(90);
  });

  it("refuses what leaves no room for an answer, and goes on with what it has read", async () => {
    const made = fake();
    const prompts = takeOverPrompts(made.pipeline);
    prompts.begin(prompt("x".repeat(50)));
    await turn(made, "");
    expect(() => prompts.begin(prompt("x".repeat(100)))).toThrow(expect.objectContaining({ name: "PromptTooLong" }));
    const fits = prompts.begin(prompt("x".repeat(99)));
    await turn(made, "");
    expect(fits.cachedTokens).toBe(50);
  });

  it.each([
    ["has a state that cannot go back", { kvStateKind: "hybrid" }],
    ["turns out to have no way back", { pops: false }],
  ])("reads all anew where a chat differs and the library %s, and keeps a chat that grows", async (_what, options) => {
    const made = fake(options);
    const prompts = takeOverPrompts(made.pipeline);
    prompts.begin(prompt("system: hello"));
    await turn(made, " you");
    const grown = prompts.begin(prompt("system: hello you two"));
    await turn(made, "");
    expect(grown.cachedTokens).toBe(17);
    const other = prompts.begin(prompt("system: bye"));
    await turn(made, "");
    expect(other.cachedTokens).toBe(0);
    expect(textIn(made)).toBe("system: bye");
  });

  it("trusts nothing in the cache after a batch that failed", async () => {
    let fails = false;
    const made = fake({
      onForward() {
        if (fails) throw new Error("lost");
      },
    });
    const prompts = takeOverPrompts(made.pipeline);
    prompts.begin(prompt("hello"));
    await turn(made, "");
    fails = true;
    prompts.begin(prompt("hello you"));
    await expect(turn(made, "")).rejects.toThrow("lost");
    fails = false;
    const again = prompts.begin(prompt("hello you"));
    await turn(made, "");
    expect(again.cachedTokens).toBe(0);
    expect(textIn(made)).toBe("hello you");
  });
});

describe("keepJsonOnOneLine", () => {
  it("holds every schema to one line, in whatever compiler web-llm makes", async () => {
    const { pipeline } = fake();
    keepJsonOnOneLine(pipeline);
    expect(pipeline.grammarCompiler).toBeUndefined();
    const compiled: unknown[][] = [];
    const compiler = { compileJSONSchema: async (...args: unknown[]) => compiled.push(args) };
    pipeline.grammarCompiler = compiler;
    expect(pipeline.grammarCompiler).toBe(compiler);
    await pipeline.grammarCompiler.compileJSONSchema("{}");
    expect(compiled).toEqual([["{}", false, -1]]);
  });
});

describe("the pace of reading", () => {
  it("comes to batches of a quarter of a second, on any device", () => {
    for (const perSecond of [4, 30, 200, 5_000]) {
      const pace = createReadingPace();
      for (let i = 0; i < 10; i++) pace.took(pace.batch, (pace.batch / perSecond) * 1000);
      expect(pace.batch % 4).toBe(0);
      expect(Math.abs(pace.batch - Math.max(4, perSecond / 4))).toBeLessThanOrEqual(2);
    }
  });

  it("is not misled by the rest of a prompt, or by one slow batch", () => {
    const pace = createReadingPace();
    for (let i = 0; i < 5; i++) pace.took(pace.batch, pace.batch);
    const steady = pace.batch;
    pace.took(1, 200);
    expect(pace.batch).toBe(steady);
    pace.took(steady, 5_000);
    expect(pace.batch).toBeLessThan(steady);
    for (let i = 0; i < 5; i++) pace.took(pace.batch, pace.batch);
    expect(pace.batch).toBe(steady);
  });
});
