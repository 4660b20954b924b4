import { describe, expect, it } from "vitest";
import type { LadderStep, Rung } from "../../../src/engines/llm/ladder";
import type { LanguageModelInfo } from "../../../src/engines/models/languageModelInfo";
import type { ModelRow } from "../../../src/state/models";
import { familiesOf } from "../../../src/ui/settings/models/familiesOf";
import { choiceOf, optionsOf } from "../../../src/ui/settings/models/modelOptions";
import { stepSentences } from "../../../src/ui/settings/models/stepSentences";
import { strings } from "../../../src/ui/strings.en";

const model = (id: string, more: Partial<LanguageModelInfo> = {}): LanguageModelInfo => ({
  id,
  name: id.toUpperCase(),
  kind: "mlc",
  from: "hub",
  licence: "Apache-2.0",
  bytes: 100_000_000,
  memoryBytes: 200_000_000,
  parameters: 100,
  contextTokens: 4096,
  needsF16: false,
  family: id,
  thinks: false,
  files: [],
  ...more,
});

const row = (
  id: string,
  more: Partial<LanguageModelInfo> = {},
  { place = "hub", unfit = null, bytesHere = 0 }: Partial<ModelRow> = {},
): ModelRow => ({ model: model(id, more), place, unfit, bytesHere, onServer: null });

const ids = (rows: ModelRow[]) => rows.map((each) => each.model.id);

describe("what can be chosen", () => {
  it("is what is at hand and can run, the one that suits best first, then the largest, the browser's own last", () => {
    const rows = [
      row("small", { parameters: 1 }, { place: "device" }),
      row("large", { parameters: 9 }, { place: "server" }),
      row("slow", { parameters: 99 }, { place: "device", unfit: "software-graphics" }),
      row("own", { kind: "browser" }, { place: "browser" }),
      row("best", { parameters: 5 }, { place: "device" }),
      row("far", { parameters: 7 }),
      row("blind", {}, { place: "device", unfit: "no-graphics" }),
      row("huge", {}, { place: "device", unfit: "too-big" }),
      row("half", {}, { place: "device", unfit: "needs-f16" }),
    ];
    expect(ids(optionsOf(rows, "best"))).toEqual(["best", "large", "small", "slow", "own"]);
  });

  it("holds what is chosen even where it cannot run here any more", () => {
    const rows = [row("a", {}, { place: "device" }), row("b", {}, { place: "device", unfit: "no-graphics" })];
    expect(ids(optionsOf(rows, null, "b"))).toEqual(["a", "b"]);
  });

  it("is named with where it runs, its size, and whether it is slow", () => {
    const option = strings.models.option;
    expect(option(model("x", { name: "SmolLM2 135M", bytes: 121_700_000 }), false)).toBe(
      "SmolLM2 135M, on the graphics card, 122 MB",
    );
    expect(option(model("x", { name: "SmolLM2 135M", kind: "gguf", bytes: 98_362_432 }), false)).toBe(
      "SmolLM2 135M, on the processor, 98 MB",
    );
    expect(option(model("x", { name: "Nano", kind: "browser", bytes: 0 }), false)).toBe(
      "Nano, your browser's own, run where the browser sees fit",
    );
    expect(option(model("x", { name: "Tiny", bytes: 3_100_000 }), true)).toBe(
      "Tiny, on the graphics card, 3.1 MB, slow here",
    );
  });
});

describe("the choice that is shown", () => {
  const rung: Rung = { modelId: "below", contextTokens: 4096 };
  const step: LadderStep = { is: "processor", from: { ...rung, modelId: "top" }, to: rung, because: "DeviceLost" };

  it("is what was chosen, however far down from it the ladder went", () => {
    expect(choiceOf({ chosen: "top", rung, steps: [step] })).toBe("top");
  });

  it("is what was taken where nothing was chosen", () => {
    expect(choiceOf({ chosen: null, rung, steps: [] })).toBe("below");
  });

  it("is None where None was chosen, or where there is none", () => {
    expect(choiceOf({ chosen: "", rung, steps: [] })).toBe("");
    expect(choiceOf({ chosen: null, rung: null, steps: [] })).toBe("");
  });
});

describe("the list of all models", () => {
  it("holds each family once, small to large", () => {
    const rows = [
      row("big", { parameters: 9 }),
      row("a-f16", { family: "a", parameters: 3, needsF16: true }),
      row("a-f32", { family: "a", parameters: 3, memoryBytes: 300_000_000 }),
      row("small", { parameters: 1 }),
    ];
    expect(ids(familiesOf(rows, null))).toEqual(["small", "a-f16", "big"]);
  });

  it("shows of a family the form that fits", () => {
    const f16 = row("a-f16", { family: "a" }, { unfit: "needs-f16" });
    const f32 = row("a-f32", { family: "a", memoryBytes: 300_000_000 });
    expect(ids(familiesOf([f16, f32], null))).toEqual(["a-f32"]);
    expect(ids(familiesOf([f32, { ...f16, unfit: null }], null))).toEqual(["a-f16"]);
  });

  it("shows of a family the form that is here, or has come in part", () => {
    const here = row("here", { family: "a", memoryBytes: 900_000_000 }, { place: "device", bytesHere: 1 });
    const part = row("part", { family: "a", memoryBytes: 800_000_000 }, { bytesHere: 1 });
    const far = row("far", { family: "a" });
    expect(ids(familiesOf([far, part, here], null))).toEqual(["here"]);
    expect(ids(familiesOf([far, part], null))).toEqual(["part"]);
  });

  it("shows a family that fits in no form with why", () => {
    const twins = [row("a", { family: "a" }, { unfit: "too-big" }), row("b", { family: "a" }, { unfit: "needs-f16" })];
    expect(familiesOf(twins, null)).toHaveLength(1);
  });
});

describe("the steps down the ladder", () => {
  const top: Rung = { modelId: "smol", contextTokens: 4096 };
  const shorter: Rung = { modelId: "smol", contextTokens: 2048 };
  const cpu: Rung = { modelId: "smol-cpu", contextTokens: 4096 };
  const nameOf = (id: string) => (id === "smol" ? "SmolLM2 135M" : "Tiny");
  const first: LadderStep = { is: "smaller-context", from: top, to: shorter, because: "OutOfMemory" };
  const second: LadderStep = { is: "processor", from: shorter, to: cpu, because: "DeviceLost" };

  it("say what happened and what runs now", () => {
    expect(stepSentences([first], shorter, nameOf)).toEqual([
      "SmolLM2 135M did not fit with a long context; it runs with a shorter one.",
    ]);
  });

  it("say of the earlier ones that they were tried", () => {
    expect(stepSentences([first, second], cpu, nameOf)).toEqual([
      "SmolLM2 135M did not fit with a long context; it was tried with a shorter one.",
      "The graphics card was lost under SmolLM2 135M; Tiny runs on the processor instead.",
    ]);
  });

  it("claim nothing that runs where the last one failed too", () => {
    expect(stepSentences([second], null, nameOf)).toEqual([
      "The graphics card was lost under SmolLM2 135M; Tiny was tried on the processor.",
    ]);
  });

  it("say that quotes answer where nothing else is left", () => {
    expect(stepSentences([{ ...second, is: "quotes", to: null, because: "Unheard" }], null, nameOf)).toEqual([
      "SmolLM2 135M could not run; answers are made of quotes.",
    ]);
  });
});

describe("why another one answered", () => {
  it("names what failed and who answered", () => {
    const failure = { name: "DeviceLost", reason: "The GPU went away." };
    expect(strings.models.fallen(failure, null)).toBe(
      "The language model failed (the graphics card was lost), so quotes answered.",
    );
    expect(strings.models.fallen({ name: "Error", reason: "Something broke." }, "Tiny")).toBe(
      "The language model failed (Something broke), so Tiny answered.",
    );
  });
});
