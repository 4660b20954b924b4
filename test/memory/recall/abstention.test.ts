import { beforeAll, describe, expect, it } from "vitest";
import type { Embedder } from "../../../src/memory/ports";
import { mayAnswer } from "../../../src/memory/recall/answerType";
import { bearsFrom } from "../../../src/memory/recall/bearing";
import { createNodeEmbedder } from "../../support/nodeEmbedder";
import { askAll, loadQuestionSet } from "../../support/questionSet";

describe("abstention on real vectors", () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await createNodeEmbedder("public/models/all-MiniLM-L6-v2");
  }, 60_000);

  it("[R8] of 30 told facts asked in other words at most 3 are refused, of 30 never told at least 20", async () => {
    const asked = await askAll(loadQuestionSet("told"), embedder);
    const told = asked.filter((each) => each.kind === "told");
    const never = asked.filter((each) => each.kind !== "told");
    expect([told.length, never.length]).toEqual([30, 30]);
    expect(told.filter((each) => each.refused).length).toBeLessThanOrEqual(3);
    expect(never.filter((each) => each.refused).length).toBeGreaterThanOrEqual(20);
    expect(told.filter((each) => each.rank > 0 && each.rank <= 3).length).toBeGreaterThanOrEqual(28);
  }, 120_000);

  it("[R8] on the set that was not tuned on, far questions are refused and told facts answered", async () => {
    const asked = await askAll(loadQuestionSet("heldOut"), embedder);
    const told = asked.filter((each) => each.kind === "told");
    const far = asked.filter((each) => each.kind === "far");
    expect(told.filter((each) => each.refused).length).toBeLessThanOrEqual(3);
    expect(far.filter((each) => each.refused).length).toBeGreaterThanOrEqual(9);
  }, 120_000);
});

describe("the rule by itself", () => {
  it("[R8] asks for more where everything told is near, within bounds", () => {
    const of = (mean: number, deviation: number, count: number) => bearsFrom({ mean, deviation, count });
    expect(of(0, 0, 0)).toBe(0.42);
    expect(of(0.02, 0.06, 500)).toBe(0.36);
    expect(of(0.3, 0.2, 500)).toBe(0.42);
    expect(of(0.08, 0.085, 500)).toBeLessThan(of(0.09, 0.09, 500));
  });

  it.each([
    ["How many cats have I got?", "I have two cats.", "I like cats."],
    ["When is the rent due?", "Rent is due every Friday.", "Rent is dear."],
    ["Who fixed the roof?", "Hank Willis fixed the roof.", "The roof was fixed."],
    ["Which city is my office in?", "I work in Leeds.", "Offices bore me."],
    ["What is the gate code?", "It is 4411.", "The gate squeaks."],
  ])("[R8] %s wants something of the kind that stands in: %s", (question, holds, lacks) => {
    expect([mayAnswer(question, holds), mayAnswer(question, lacks)]).toEqual([true, false]);
  });

  it("[R8] a question whose wording leaves the kind open takes anything", () => {
    expect(mayAnswer("Why was I late?", "The train broke down.")).toBe(true);
    expect(mayAnswer("When did I see Ann?", "I saw Ann.")).toBe(true);
  });
});
