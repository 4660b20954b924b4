import { describe, expect, it } from "vitest";
import { z } from "zod";
import { grammarSchema } from "../../src/engines/llm/grammarSchema";

const of = (schema: z.ZodType) => grammarSchema(z.toJSONSchema(schema, { io: "input" }));

describe("grammarSchema", () => {
  it.each([
    ["no version, no words for people", z.string().describe("a name"), { type: "string" }],
    ["lengths", z.string().min(1).max(20), { type: "string", minLength: 1, maxLength: 20 }],
    ["no length that takes thousands of rules", z.string().max(5000), { type: "string" }],
    ["no pattern, which may end the engine", z.string().regex(/^a(?=b)/), { type: "string" }],
    ["a format that is known", z.iso.date(), { type: "string", format: "date" }],
    ["no format that is not", z.email(), { type: "string" }],
    ["bounds of whole numbers", z.int().gt(0).lt(10), { type: "integer", minimum: 1, maximum: 9 }],
    ["no bounds that every number keeps", z.int(), { type: "integer" }],
    ["no bounds of fractions", z.number().min(0).max(1), { type: "number" }],
    ["one of some words", z.enum(["a", "b"]), { enum: ["a", "b"] }],
    ["one word", z.literal("a"), { const: "a" }],
    ["a value or nothing", z.string().nullable(), { type: ["string", "null"] }],
    ["lists", z.array(z.string()).max(3), { type: "array", items: { type: "string" }, maxItems: 3 }],
    [
      "lists of fixed places, without the false that llama.cpp takes for a schema",
      z.tuple([z.string(), z.int()]),
      { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }] },
    ],
    [
      "records, with their values' type",
      z.record(z.string(), z.boolean()),
      { type: "object", additionalProperties: { type: "boolean" } },
    ],
    ["records of anything", z.record(z.string(), z.unknown()), { type: "object" }],
    [
      "objects, closed",
      z.object({ a: z.string(), b: z.boolean().optional() }),
      {
        type: "object",
        properties: { a: { type: "string" }, b: { type: "boolean" } },
        required: ["a"],
        additionalProperties: false,
      },
    ],
    ["what is written, not what it becomes", z.string().transform((text) => text.length), { type: "string" }],
  ] as const)("keeps %s", (_what, schema, expected) => {
    expect(of(schema)).toEqual(expected);
  });

  it("makes one of several into any of several", () => {
    const either = z.discriminatedUnion("is", [z.object({ is: z.literal("a") }), z.object({ is: z.literal("b") })]);
    const variant = (word: string) => ({
      type: "object",
      properties: { is: { const: word } },
      required: ["is"],
      additionalProperties: false,
    });
    expect(of(either)).toEqual({ anyOf: [variant("a"), variant("b")] });
  });

  it("gives a name to a schema that holds itself", () => {
    const list = z.object({
      word: z.string(),
      get next() {
        return list.nullable();
      },
    });
    expect(of(list)).toEqual({
      $ref: "#/$defs/root",
      $defs: {
        root: {
          type: "object",
          properties: { word: { type: "string" }, next: { anyOf: [{ $ref: "#/$defs/root" }, { type: "null" }] } },
          required: ["word", "next"],
          additionalProperties: false,
        },
      },
    });
  });

  it("refuses what no grammar can say", () => {
    expect(() => grammarSchema({ allOf: [{ type: "string" }, { minLength: 3 }] })).toThrow(TypeError);
    expect(() => of(z.object({ a: z.never() }))).toThrow(TypeError);
  });
});
