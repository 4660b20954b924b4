import { describe, expect, it } from "vitest";
import { z } from "zod";
import { completeStructured } from "../../src/engines/llm/completeStructured";
import type { Completion, CompletionRequest, LanguageModel } from "../../src/memory/ports";

const person = z.object({ name: z.string().min(1), age: z.int().min(0).max(130) });
const question: Omit<CompletionRequest, "schema"> = {
  messages: [{ role: "user", content: "Who is it, as JSON?" }],
  maxTokens: 60,
  temperature: 0,
};

/** A model that gives these answers, one a call, and keeps what it was asked. */
function answering(...answers: (string | Error | Partial<Completion>)[]) {
  const asked: CompletionRequest[] = [];
  const model: LanguageModel = {
    id: "scripted",
    contextTokens: 4096,
    async complete(request) {
      asked.push(request);
      const answer = answers.shift() ?? "";
      if (answer instanceof Error) throw answer;
      const usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
      const given = typeof answer === "string" ? { text: answer } : answer;
      return { text: "", ended: "complete", usage, ...given };
    },
  };
  return { model, asked };
}

describe("completeStructured", () => {
  it("gives the value, asked for in the background under a grammar of its shape", async () => {
    const { model, asked } = answering('{"name": "Anna", "age": 34}');
    const result = await completeStructured(model, person, question);
    expect(result).toEqual({ ok: true, value: { name: "Anna", age: 34 }, repaired: false });
    expect(asked).toEqual([
      {
        ...question,
        priority: "later",
        schema: {
          type: "object",
          properties: { name: { type: "string", minLength: 1 }, age: { type: "integer", minimum: 0, maximum: 130 } },
          required: ["name", "age"],
          additionalProperties: false,
        },
      },
    ]);
  });

  it("asks now where it is told to", async () => {
    const { model, asked } = answering('{"name": "Anna", "age": 34}');
    await completeStructured(model, person, { ...question, priority: "now" });
    expect(asked[0]?.priority).toBe("now");
  });

  it("gives what a transform makes of what was written", async () => {
    const { model } = answering('"a, b"');
    const words = z.string().transform((text) => text.split(", "));
    expect(await completeStructured(model, words, question)).toEqual({ ok: true, value: ["a", "b"], repaired: false });
  });

  it("finds JSON that is wrapped in words", async () => {
    const { model } = answering('Sure:\n```json\n{"name": "Anna", "age": 34}\n```');
    expect(await completeStructured(model, person, question)).toMatchObject({ ok: true, repaired: false });
  });

  it.each([
    ["no JSON", "It is Anna.", "That was not JSON."],
    ["another shape", '{"name": "Anna", "age": "old"}', "That JSON is not right at age ("],
    ["a value out of bounds", '{"name": "Anna", "age": 400}', "That JSON is not right at age ("],
    ["another kind of value", "[1]", "That JSON is not right as a whole ("],
  ])("shows the model once what was wrong with %s", async (_what, text, why) => {
    const { model, asked } = answering(text, '{"name": "Anna", "age": 34}');
    const result = await completeStructured(model, person, question);
    expect(result).toEqual({ ok: true, value: { name: "Anna", age: 34 }, repaired: true });
    const [, answer, repair] = asked[1]?.messages ?? [];
    expect(answer).toEqual({ role: "assistant", content: text });
    expect(repair?.role).toBe("user");
    expect(repair?.content).toContain(why);
    expect(repair?.content).toContain("Write the JSON again, and nothing else.");
  });

  it("asks for less where the answer was cut off", async () => {
    const { model, asked } = answering({ text: '{"name": "An', ended: "length" }, '{"name": "Anna", "age": 34}');
    expect(await completeStructured(model, person, question)).toMatchObject({ ok: true, repaired: true });
    expect(asked[1]?.messages.at(-1)?.content).toContain("say it shorter");
  });

  it("takes an answer that is whole though it was cut off after it", async () => {
    const { model } = answering({ text: '{"name": "Anna", "age": 34}   \n', ended: "length" });
    expect(await completeStructured(model, person, question)).toMatchObject({ ok: true, repaired: false });
  });

  it.each([
    ["no-json", "It is Anna."],
    ["wrong-shape", '{"name": ""}'],
    ["cut-off", { text: '{"name": "An', ended: "length" as const }],
  ] as const)("fails with %s after the second try, and tries no third", async (reason, answer) => {
    const { model, asked } = answering("Hm.", answer);
    const result = await completeStructured(model, person, question);
    expect(result).toEqual({ ok: false, reason, text: typeof answer === "string" ? answer : answer.text });
    expect(asked).toHaveLength(2);
  });

  it("fails with stopped where it was stopped, and asks no more", async () => {
    const first = answering({ text: '{"na', ended: "stopped" });
    expect(await completeStructured(first.model, person, question)).toEqual({
      ok: false,
      reason: "stopped",
      text: '{"na',
    });
    expect(first.asked).toHaveLength(1);
    const second = answering("Hm.", { text: "", ended: "stopped" });
    expect(await completeStructured(second.model, person, question)).toMatchObject({ reason: "stopped" });
  });

  it("fails with the first answer where there is no room for a second", async () => {
    const tooLong = Object.assign(new Error("This is more than it can read."), { name: "PromptTooLong" });
    const { model } = answering("Hm.", tooLong);
    expect(await completeStructured(model, person, question)).toEqual({ ok: false, reason: "no-json", text: "Hm." });
  });

  it("rejects as the model does", async () => {
    const lost = Object.assign(new Error("The graphics card is gone."), { name: "DeviceLost" });
    await expect(completeStructured(answering(lost).model, person, question)).rejects.toBe(lost);
    await expect(completeStructured(answering("Hm.", lost).model, person, question)).rejects.toBe(lost);
  });
});
