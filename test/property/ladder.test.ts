import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRung, type Rung } from "../../src/engines/llm/ladder";
import type { LanguageModelInfo } from "../../src/engines/models/languageModelInfo";
import { aModel } from "../support/fakeModels";

const model = fc
  .record({
    kind: fc.constantFrom("mlc", "gguf", "browser"),
    memoryBytes: fc.integer({ min: 0, max: 8 }).map((gigabytes) => gigabytes * 1e9),
    parameters: fc.integer({ min: 0, max: 8 }).map((billions) => billions * 1e9),
    contextTokens: fc.constantFrom(512, 1024, 4096, 32_768),
    needsF16: fc.boolean(),
    family: fc.constantFrom("a", "b", "c"),
  })
  .map((more) => aModel("", more as Partial<LanguageModelInfo>));
const models = fc
  .array(model, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((each, n): LanguageModelInfo => ({ ...each, id: `model-${n}` })));
const graphics = fc.record({
  is: fc.constantFrom("none" as const, "software" as const, "hardware" as const),
  f16: fc.boolean(),
  maxBufferBytes: fc.constant(2 ** 30),
  maxBindingBytes: fc.constant(2 ** 30),
  description: fc.constant(""),
});
const failure = fc.constantFrom(
  ...[
    "DeviceLost",
    "OutOfMemory",
    "EngineFailed",
    "ModelCorrupt",
    "NoGraphics",
    "WorkerLost",
    "PromptTooLong",
    "Error",
  ],
);

describe("the ladder", () => {
  it("ends in quotes whatever fails, by steps down that never repeat a rung", () => {
    fc.assert(
      fc.property(
        models,
        graphics,
        fc.array(failure, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.integer({ min: 100, max: 40_000 }),
        (candidates, has, names, chosen, contextTokens) => {
          const top = candidates[chosen % candidates.length] as LanguageModelInfo;
          let from: Rung = { modelId: top.id, contextTokens };
          const tried: Rung[] = [];
          for (let step = 0; ; step++) {
            expect(step).toBeLessThan(candidates.length * 3);
            tried.push(from);
            const name = names[step % names.length] as string;
            const next = nextRung(from, { name }, candidates, has, tried);
            if (!next) return;
            const to = candidates.find(({ id }) => id === next.rung.modelId) as LanguageModelInfo;
            expect(tried).not.toContainEqual(next.rung);
            expect(next.step).toEqual({ is: next.step.is, from, to: next.rung, because: name });
            expect(to.kind).not.toBe("browser");
            if (next.step.is !== "smaller-context") {
              expect(to.kind === "gguf" || has.is !== "none").toBe(true);
              expect(to.kind === "gguf" || !to.needsF16 || has.f16).toBe(true);
              expect(next.rung.contextTokens).toBeLessThanOrEqual(to.contextTokens);
            }
            from = next.rung;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
