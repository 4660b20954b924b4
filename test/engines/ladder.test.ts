import { describe, expect, it } from "vitest";
import type { Graphics } from "../../src/engines/llm/graphics";
import { fits, isReasonToDescend, nextRung, type Rung, recommend } from "../../src/engines/llm/ladder";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import { aModel, HARDWARE, NO_GRAPHICS } from "../support/fakeModels";

const MB = 1e6;
const GIB = 2 ** 30;
const SOFTWARE: Graphics = { ...HARDWARE, is: "software", description: "SwiftShader" };

function mlc(id: string, billions: number, megabytes: number, more: Partial<LanguageModelInfo> = {}) {
  return aModel(id, { kind: "mlc", parameters: billions * 1e9, memoryBytes: megabytes * MB, ...more });
}
function gguf(id: string, billions: number, megabytes: number, more: Partial<LanguageModelInfo> = {}) {
  return aModel(id, { kind: "gguf", parameters: billions * 1e9, memoryBytes: megabytes * MB, ...more });
}

const qwen4 = mlc("qwen-4b-f16", 4, 3400, { needsF16: true, family: "qwen-4b", contextTokens: 32_768 });
const qwen4Plain = mlc("qwen-4b-f32", 4, 4300, { family: "qwen-4b", contextTokens: 32_768 });
const llama1 = mlc("llama-1b-f16", 1.2, 900, { needsF16: true, family: "llama-1b" });
const starter = mlc("starter-mlc", 0.135, 350);
const starterCpu = gguf("starter-gguf", 0.135, 300);
const cpu1 = gguf("cpu-1b", 1.1, 1200, { contextTokens: 2048 });
const cpu7 = gguf("cpu-7b", 7, 4000);
const everything = [cpu7, starterCpu, qwen4, cpu1, starter, llama1, qwen4Plain];

/** The steps from `top` on, each rung failing with the next of `names`, or the last of them. */
function descend(
  top: Rung,
  names: readonly string[],
  candidates: readonly LanguageModelInfo[] = everything,
  graphics: Graphics = HARDWARE,
): string[] {
  const tried: Rung[] = [];
  const steps: string[] = [];
  let from = top;
  for (let failure = 0; ; failure++) {
    tried.push(from);
    const name = names[Math.min(failure, names.length - 1)] ?? "";
    const next = nextRung(from, { name }, candidates, graphics, tried);
    if (!next) return steps;
    expect(next.step).toMatchObject({ from, to: next.rung, because: name });
    steps.push(`${next.step.is} ${next.rung.modelId} ${next.rung.contextTokens}`);
    from = next.rung;
  }
}

describe("nextRung", () => {
  it("goes from less context to full floats, smaller models, the processor, and quotes", () => {
    expect(descend({ modelId: "qwen-4b-f16", contextTokens: 4096 }, ["DeviceLost"])).toEqual([
      "smaller-context qwen-4b-f16 2048",
      "full-floats qwen-4b-f32 2048",
      "smaller-context qwen-4b-f32 1024",
      "smaller-model llama-1b-f16 4096",
      "smaller-context llama-1b-f16 2048",
      "smaller-model starter-mlc 4096",
      "smaller-context starter-mlc 2048",
      "processor cpu-1b 2048",
      "smaller-context cpu-1b 1024",
      "smaller-model starter-gguf 4096",
      "smaller-context starter-gguf 2048",
    ]);
  });

  it.each(["OutOfMemory", "EngineFailed", "DeviceLost", "WorkerLost"])("tries less context after %s", (name) => {
    const from = { modelId: "starter-mlc", contextTokens: 4096 };
    expect(nextRung(from, { name }, everything, HARDWARE, [from])?.step.is).toBe("smaller-context");
  });

  it("never gives less than 1,024 tokens", () => {
    expect(descend({ modelId: "starter-gguf", contextTokens: 1500 }, ["OutOfMemory"])).toEqual([
      "smaller-context starter-gguf 1024",
    ]);
    expect(descend({ modelId: "starter-gguf", contextTokens: 1024 }, ["OutOfMemory"])).toEqual([]);
  });

  it("does not load a corrupt model again", () => {
    expect(descend({ modelId: "qwen-4b-f16", contextTokens: 4096 }, ["ModelCorrupt"])).toEqual([
      "full-floats qwen-4b-f32 4096",
      "smaller-model llama-1b-f16 4096",
      "smaller-model starter-mlc 4096",
      "processor cpu-1b 2048",
      "smaller-model starter-gguf 4096",
    ]);
  });

  it("goes straight to the processor where there are no graphics", () => {
    const top = { modelId: "qwen-4b-f16", contextTokens: 4096 };
    expect(descend(top, ["NoGraphics", "ModelCorrupt"])[0]).toBe("processor cpu-1b 2048");
    expect(descend(top, ["EngineFailed"], everything, NO_GRAPHICS).slice(0, 2)).toEqual([
      "smaller-context qwen-4b-f16 2048",
      "processor cpu-1b 2048",
    ]);
  });

  it("takes no model that needs half floats where the graphics card has none", () => {
    const steps = descend({ modelId: "qwen-4b-f32", contextTokens: 4096 }, ["ModelCorrupt"], everything, {
      ...HARDWARE,
      f16: false,
    });
    expect(steps[0]).toBe("smaller-model starter-mlc 4096");
  });

  it("takes of large models for the processor the smallest", () => {
    const cpu3 = gguf("cpu-3b", 3, 2500);
    const top = { modelId: "starter-mlc", contextTokens: 4096 };
    expect(descend(top, ["ModelCorrupt"], [starter, cpu7, cpu3])).toEqual(["processor cpu-3b 4096"]);
  });

  it("does not send a model that fell to the processor up to the graphics card again", () => {
    const top = { modelId: "starter-mlc", contextTokens: 4096 };
    const steps = descend(top, ["NoGraphics", "ModelCorrupt"], [starter, cpu1, mlc("tiny", 0.01, 50)]);
    expect(steps).toEqual(["processor cpu-1b 2048"]);
  });

  it("finds an answer on the graphics card where the chosen model of the processor fails", () => {
    const top = { modelId: "starter-gguf", contextTokens: 4096 };
    expect(descend(top, ["ModelCorrupt"], [starterCpu, starter])).toEqual(["smaller-model starter-mlc 4096"]);
  });

  it("knows no smaller context of the browser's own model, nor ever takes it by itself", () => {
    const own = aModel("browser", { kind: "browser", from: "browser", memoryBytes: 0 });
    const top = { modelId: "browser", contextTokens: 4096 };
    expect(descend(top, ["EngineFailed", "ModelCorrupt"], [own, starter])).toEqual(["smaller-model starter-mlc 4096"]);
    const from = { modelId: "starter-mlc", contextTokens: 4096 };
    expect(descend(from, ["ModelCorrupt"], [own, starter])).toEqual([]);
  });

  it("goes on from a model that is not on the device any more", () => {
    const top = { modelId: "gone", contextTokens: 4096 };
    expect(descend(top, ["ModelCorrupt"], [starter, starterCpu])).toEqual([
      "smaller-model starter-mlc 4096",
      "processor starter-gguf 4096",
    ]);
  });
});

describe("isReasonToDescend", () => {
  it.each([
    ["a broken engine", ["EngineFailed"], true],
    ["an error nobody foresaw", ["TypeError"], true],
    ["a prompt that is too long", ["PromptTooLong"], false],
    ["a stop", ["AbortError"], false],
    ["a model that was put out by another choice", ["ModelNotLoaded"], false],
    ["a worker that was lost", ["WorkerLost"], false],
    ["a worker that was lost twice in a row", ["WorkerLost", "WorkerLost"], true],
    ["a worker that was lost after another failure", ["DeviceLost", "WorkerLost"], false],
    ["no failure", [], false],
  ] as const)("%s", (_what, names, is) => {
    expect(isReasonToDescend(names)).toBe(is);
  });
});

describe("fits", () => {
  it.each([
    ["a compiled model on hardware", qwen4, HARDWARE, null, null],
    ["a compiled model without graphics", starter, NO_GRAPHICS, null, "no-graphics"],
    ["a compiled model on software", starter, SOFTWARE, null, "software-graphics"],
    ["half floats where there are none", llama1, { ...HARDWARE, f16: false }, null, "needs-f16"],
    ["more than the device has", qwen4, HARDWARE, 2 * GIB, "too-big"],
    ["more than 8 GiB where the browser says no more", mlc("m", 20, 12_000), HARDWARE, 8 * GIB, null],
    ["a GGUF without graphics", starterCpu, NO_GRAPHICS, null, null],
    ["a GGUF that one module cannot address", gguf("g", 9, 5000), HARDWARE, null, "too-big"],
    ["a GGUF of more than the device has", cpu1, HARDWARE, GIB, "too-big"],
    ["the browser's own", aModel("b", { kind: "browser" }), NO_GRAPHICS, GIB, null],
  ] as const)("%s", (_what, model, graphics, memory, unfit) => {
    expect(fits(model, graphics, memory)).toBe(unfit);
  });
});

describe("recommend", () => {
  const none = new Set<string>();
  const large = mlc("llama-8b", 8, 5000);

  it.each([
    ["the largest that a laptop likes", HARDWARE, 8 * GIB, "qwen-4b-f16"],
    ["one in full floats where half floats are missing", { ...HARDWARE, f16: false }, 8 * GIB, "qwen-4b-f32"],
    ["a smaller one where memory is small", HARDWARE, 4 * GIB, "llama-1b-f16"],
    ["a smaller one where memory is not told", HARDWARE, null, "llama-1b-f16"],
    [
      "a smaller one for a small graphics card",
      { ...HARDWARE, maxBindingBytes: 128 * 2 ** 20 },
      8 * GIB,
      "llama-1b-f16",
    ],
    ["one for the processor where graphics are software", SOFTWARE, 8 * GIB, "cpu-1b"],
    ["one for the processor where there are none", NO_GRAPHICS, 8 * GIB, "cpu-1b"],
    ["the starter where memory is small and graphics are none", NO_GRAPHICS, GIB, "starter-gguf"],
  ] as const)("%s", (_what, graphics, memory, id) => {
    expect(recommend([...everything, large], none, graphics, memory)).toBe(id);
  });

  it("takes of two forms of a model the one that is on the device", () => {
    expect(recommend(everything, new Set(["qwen-4b-f32"]), HARDWARE, 8 * GIB)).toBe("qwen-4b-f32");
  });

  it("takes one for the processor where the graphics card holds none", () => {
    expect(recommend([qwen4, starterCpu], none, HARDWARE, 2 * GIB)).toBe("starter-gguf");
  });

  it("is none where nothing suits, and never the browser's own", () => {
    expect(recommend([aModel("b", { kind: "browser" }), starter], none, SOFTWARE, 8 * GIB)).toBeNull();
  });
});
