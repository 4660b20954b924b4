import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engines/llm/createEngine";
import { EngineFailed, OutOfMemory, PromptTooLong, toEngineError } from "../../src/engines/llm/engineErrors";
import type { LlmApi } from "../../src/engines/llm/protocol";
import { replaceProperty, watchDevice } from "../../src/engines/llm/watchDevice";
import { sleep } from "../contracts/contractCase";
import { aModel } from "../support/fakeModels";

const OPTIONS = { contextTokens: 1024 };
const quiet = () => undefined;
const ask = { messages: [{ role: "user" as const, content: "Hi" }], maxTokens: 4, temperature: 0 };

function noting(name: string, log: string[], { failsToLoad = false } = {}): LlmApi {
  const note = async (what: string) => {
    log.push(`${name} ${what}...`);
    await sleep(1);
    log.push(`${name} ${what}`);
  };
  return {
    async load({ id }) {
      await note(`load ${id}`);
      if (failsToLoad) throw new OutOfMemory("too big");
    },
    unload: () => note("unload"),
    async complete() {
      await note("complete");
      return { text: name, ended: "complete", usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1 } };
    },
  };
}

const gguf = aModel("a", { kind: "gguf" });
const mlc = aModel("b", { kind: "mlc" });

describe("one engine out of two", () => {
  it("takes the model before out of memory before the next one comes in, and asks the engine of its kind", async () => {
    const log: string[] = [];
    const engine = createEngine({ gguf: noting("cpu", log), mlc: noting("gpu", log) });
    await engine.load(gguf, OPTIONS, quiet);
    await engine.load(mlc, OPTIONS, quiet);
    expect((await engine.complete(ask, quiet)).text).toBe("gpu");
    const order = ["cpu load a", "cpu unload", "gpu load b", "gpu complete"];
    expect(log).toEqual(order.flatMap((step) => [`${step}...`, step]));
  });

  it("does one thing after the other, whatever is asked at once", async () => {
    const log: string[] = [];
    const engine = createEngine({ gguf: noting("cpu", log) });
    await Promise.all([
      engine.load(gguf, OPTIONS, quiet),
      engine.complete(ask, quiet),
      engine.complete(ask, quiet),
      engine.unload(),
    ]);
    const order = ["cpu load a", "cpu complete", "cpu complete", "cpu unload"];
    expect(log).toEqual(order.flatMap((step) => [`${step}...`, step]));
  });

  it("says so where no model is loaded, and where none of its engines runs one", async () => {
    const engine = createEngine({ gguf: noting("cpu", []) });
    await expect(engine.complete(ask, quiet)).rejects.toMatchObject({ name: "ModelNotLoaded" });
    await expect(engine.load(mlc, OPTIONS, quiet)).rejects.toThrow("does not run in this thread");
    await expect(engine.complete(ask, quiet)).rejects.toMatchObject({ name: "ModelNotLoaded" });
  });

  it("goes on after a load that failed", async () => {
    const log: string[] = [];
    const engine = createEngine({ gguf: noting("cpu", log), mlc: noting("gpu", log, { failsToLoad: true }) });
    await expect(engine.load(mlc, OPTIONS, quiet)).rejects.toMatchObject({ name: "OutOfMemory" });
    await engine.load(gguf, OPTIONS, quiet);
    expect((await engine.complete(ask, quiet)).text).toBe("cpu");
  });
});

describe("toEngineError", () => {
  it.each([
    [new Error("request (900 tokens) exceeds the available context size (512 tokens)"), "PromptTooLong"],
    [new RangeError("Array buffer allocation failed"), "OutOfMemory"],
    [new RangeError("WebAssembly.Memory(): could not allocate memory"), "OutOfMemory"],
    [new Error("std::bad_alloc"), "OutOfMemory"],
    [new Error("ggml: failed to allocate buffer of size 4000000000"), "OutOfMemory"],
    [new WebAssembly.RuntimeError("unreachable"), "EngineFailed"],
    ["a string", "EngineFailed"],
    [new PromptTooLong("long"), "PromptTooLong"],
    [new Error("something else"), "Error"],
  ])("makes of %s: %s", (error, name) => {
    expect(toEngineError(error).name).toBe(name);
  });

  it("keeps what was said", () => {
    expect(toEngineError("odd")).toBeInstanceOf(EngineFailed);
    expect(toEngineError("odd").message).toContain("odd");
  });
});

describe("watchDevice", () => {
  class OutOfDeviceMemory {}

  function open() {
    let lose: (info: unknown) => void = quiet;
    const errors: unknown[] = [];
    const device = {
      lost: new Promise((resolve) => {
        lose = resolve;
      }),
      destroyed: false,
      shaders: [] as string[],
      createShaderModule({ code }: { code: string }) {
        this.shaders.push(code);
      },
      popErrorScope: async () => errors.shift() ?? null,
      destroy() {
        this.destroyed = true;
        lose({ reason: "destroyed" });
      },
    };
    const gpu = { requestAdapter: async () => ({ requestDevice: async () => device }) };
    return { gpu: gpu as unknown as GPU, device, errors, lose: () => lose({ reason: "unknown" }) };
  }

  const makeDevice = async (gpu: GPU) => {
    const made = await (await gpu.requestAdapter())?.requestDevice();
    if (!made) throw new Error("no device");
    return made;
  };

  it("tells of a loss, and of memory that was refused", async () => {
    const restore = replaceProperty(
      globalThis as { GPUOutOfMemoryError?: unknown },
      "GPUOutOfMemoryError",
      OutOfDeviceMemory,
    );
    const { gpu, errors, lose } = open();
    const { device } = watchDevice(gpu);
    const made = await makeDevice(gpu);
    expect(await made.popErrorScope()).toBeNull();
    expect([device.lost, device.outOfMemory]).toEqual([false, false]);
    errors.push(new OutOfDeviceMemory());
    await made.popErrorScope();
    lose();
    expect(await made.lost).toEqual({ reason: "unknown" });
    expect([device.lost, device.outOfMemory]).toEqual([true, true]);
    restore();
  });

  it("destroys what it has seen, and calls that no loss to its engine", async () => {
    const { gpu, device: real } = open();
    const { device } = watchDevice(gpu);
    const made = await makeDevice(gpu);
    device.destroy();
    expect(real.destroyed).toBe(true);
    expect(await Promise.race([made.lost, sleep(20).then(() => "not told")])).toBe("not told");
  });

  it("lets the code of a shader be changed", async () => {
    const { gpu, device: real } = open();
    watchDevice(gpu, (code) => `${code} mended`);
    (await makeDevice(gpu)).createShaderModule({ code: "shader" });
    expect(real.shaders).toEqual(["shader mended"]);
  });

  it("leaves everything as it was once it has stopped", async () => {
    const { gpu, device: real } = open();
    const before = gpu.requestAdapter;
    const { device, stop } = watchDevice(gpu);
    stop();
    expect(gpu.requestAdapter).toBe(before);
    await makeDevice(gpu);
    device.destroy();
    expect(real.destroyed).toBe(false);
  });
});
