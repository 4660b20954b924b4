import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { estimatePrompt, estimateTokens } from "../../src/answer/estimateTokens";
import { type PastTurn, type PlannedPrompt, planPrompt } from "../../src/answer/planPrompt";
import { promptRoom } from "../../src/answer/promptRoom";
import type { Recalled } from "../../src/memory/model";
import { recalledLine } from "../support/recalledLine";

vi.setConfig({ testTimeout: 60_000 });

interface Said {
  question: string;
  lines: string[];
  answer: string;
  /** Whether the engine counted. */
  counted: boolean;
}

const WORDS = ["kettle", "is", "on", "the", "3rd", "shelf,", "東京", "привет", "£40", "\n", "👩‍👧"];
/** Up to so many words, as likely few as many. */
const words = (most: number) =>
  fc
    .tuple(fc.nat(most), fc.nat(1000))
    .map(([count, seed]) => Array.from({ length: count }, (_, at) => WORDS[(at * 7 + seed * at * at) % 11]).join(" "));
const said = fc.record({
  question: words(400).map((text) => `What ${text}?`),
  lines: fc.array(
    words(40).map((text) => `Note ${text}.`),
    { maxLength: 10, size: "max" },
  ),
  answer: words(200).map((text) => `It is ${text}.`),
  counted: fc.boolean(),
});

/** Carries a chat on turn by turn, with a tokenizer that makes `ratio` times the estimate of any text. */
function converse(turns: readonly Said[], context: number, ratio: number) {
  const room = promptRoom(context, 600);
  const past: PastTurn[] = [];
  const prompts: PlannedPrompt[] = [];
  turns.forEach(({ question, lines, answer, counted }, ordinal) => {
    const recalled: Recalled[] = lines.map((text, at) => recalledLine(at + 1, text));
    const windowFrom = past.at(-1)?.written?.windowFrom ?? ordinal;
    const prompt = planPrompt({ core: "", past, windowFrom, asked: { question, recalled, ordinal }, room });
    prompts.push(prompt);
    const cut = shorten(answer, room.answer / ratio);
    const count = (tokens: number) => (counted ? Math.round(tokens * ratio) : 0);
    past.push({
      ordinal,
      question,
      recalled: prompt.recalled,
      answer: cut,
      thought: false,
      written: {
        windowFrom: prompt.windowFrom,
        promptTokens: count(estimatePrompt(prompt.messages)),
        cachedTokens: 0,
        completionTokens: count(estimateTokens(cut)),
      },
    });
  });
  return { past, prompts, room };
}

/** What a model writes ends where its room does. */
function shorten(text: string, tokens: number): string {
  let kept = text;
  while (estimateTokens(kept) > tokens) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return kept.toWellFormed();
}

describe("the prompts of a chat", () => {
  it("[A10] begin with the whole last prompt and its answer, or lost at most the older half, never the last turn", () => {
    let cuts = 0;
    let kept = 0;
    let more = 0;
    fc.assert(
      fc.property(
        fc.array(said, { minLength: 2, maxLength: 14, size: "max" }),
        fc.constantFrom(2048, 4096, 8192),
        fc.double({ min: 0.7, max: 1.2, noNaN: true }),
        (turns, context, ratio) => {
          const { past, prompts } = converse(turns, context, ratio);
          prompts.slice(1).forEach((prompt, before) => {
            const last = prompts[before] as PlannedPrompt;
            const answer = { role: "assistant" as const, content: past[before]?.answer ?? "" };
            if (prompt.windowFrom === last.windowFrom) {
              kept++;
              expect(prompt.messages.slice(0, last.messages.length + 1)).toEqual([...last.messages, answer]);
              return;
            }
            cuts++;
            const stood = past.slice(last.windowFrom, before + 1);
            const left = prompt.windowFrom - last.windowFrom;
            expect(prompt.windowFrom).toBeLessThanOrEqual(before);
            expect(prompt.messages.at(-2)).toEqual(answer);
            // What stays is as it was sent.
            expect(prompt.messages.slice(1, -1)).toEqual([...last.messages.slice(1 + 2 * left), answer]);
            if (left > Math.floor(stood.length / 2)) more++;
          });
        },
      ),
      { numRuns: 100 },
    );
    expect(cuts).toBeGreaterThan(50);
    expect(kept).toBeGreaterThan(cuts);
    // Where the newer half is nearly all of the words, more has to leave.
    expect(more / cuts).toBeLessThan(0.2);
  });

  it("[A11] never exceed the context with their answer, by what is counted or else estimated", () => {
    fc.assert(
      fc.property(
        fc.array(said, { minLength: 1, maxLength: 10, size: "max" }),
        fc.constantFrom(1024, 1536, 2048, 4096),
        fc.double({ min: 0.6, max: 2, noNaN: true }),
        (turns, context, ratio) => {
          const counted = turns.map((turn) => ({ ...turn, counted: true }));
          for (const chat of [turns, counted]) {
            const { prompts, room } = converse(chat, context, ratio);
            prompts.forEach((prompt, at) => {
              expect(prompt.tokens).toBeLessThanOrEqual(context);
              // From the second turn on the scale is known: the true count fits as well, but for rounding.
              if (chat === counted && at > 0)
                expect(estimatePrompt(prompt.messages) * ratio + room.answer).toBeLessThanOrEqual(context * 1.03);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  const short = (count: number, fields: Partial<Said> = {}): Said[] =>
    Array.from({ length: count }, (_, at) => ({
      question: `Where is thing ${at}?`,
      lines: [`Thing ${at} is on shelf ${at}.`],
      answer: `On shelf ${at}.`,
      counted: true,
      ...fields,
    }));

  it("[A10] of ten short turns lose none, and read only the new one", () => {
    const { prompts } = converse(short(10), 4096, 1);
    expect(prompts.map((prompt) => prompt.windowFrom)).toEqual(Array(10).fill(0));
    const [ninth, tenth] = prompts.slice(-2).map((prompt) => estimatePrompt(prompt.messages));
    expect((ninth ?? 0) / (tenth ?? 1)).toBeGreaterThan(0.85);
  });

  it("[A10] the older half leaves at once, and the next prompts begin where this one did", () => {
    const long = "word ".repeat(220);
    const { prompts } = converse(short(30, { answer: long }), 4096, 1);
    const from = prompts.map((prompt) => prompt.windowFrom);
    const cuts = from.slice(1).flatMap((each, at) => (each === from[at] ? [] : [at + 1]));
    expect(cuts.length).toBeGreaterThan(1);
    expect((cuts[1] ?? 0) - (cuts[0] ?? 0)).toBeGreaterThan(3);
    expect(from[cuts[0] ?? 0]).toBe(Math.floor((cuts[0] ?? 0) / 2));
  });

  it("[A11] what the engine counted decides, not the estimate", () => {
    const turns = short(3);
    const roomy = converse(turns, 1024, 0.7);
    const tight = converse(turns, 1024, 4);
    expect(roomy.prompts.at(-1)?.windowFrom).toBe(0);
    expect(tight.prompts.at(-1)?.windowFrom).toBeGreaterThan(0);
  });

  it("[A11] scripts without spaces cost a token a character", () => {
    expect(estimateTokens("a plain sentence of words.")).toBe(7);
    expect(estimateTokens("東京に住んでいる")).toBe(8);
    const notes = Array.from({ length: 10 }, (_, at) =>
      recalledLine(at + 1, "駅前の店は水曜日が休みです。".repeat(10)),
    );
    const asked = { question: "いつ休み？", recalled: notes, ordinal: 0 };
    const { recalled } = planPrompt({ core: "", past: [], windowFrom: 0, asked, room: promptRoom(4096, 600) });
    // At four characters a token all ten would seem to fit.
    expect(recalled).toHaveLength(4);
  });

  it("[A11] a small context takes less evidence and a shorter answer, numbered in order", () => {
    const notes = Array.from({ length: 10 }, (_, at) =>
      recalledLine(at + 1, `Note ${at} ${"word ".repeat(at === 1 ? 200 : 20)}`),
    );
    const asked = { question: "What?", recalled: notes, ordinal: 0 };
    const sent = (context: number) =>
      planPrompt({ core: "", past: [], windowFrom: 0, asked, room: promptRoom(context, 600) }).recalled;
    expect(sent(1024).length).toBeLessThan(sent(4096).length);
    expect(sent(1024).map((line) => line.n)).toEqual(sent(1024).map((_, at) => at + 1));
    expect(sent(1024).some((line) => line.text.startsWith("Note 1 "))).toBe(false);
    expect(promptRoom(1024, 600)).toMatchObject({ answer: 204, evidence: 204 });
    expect(promptRoom(8192, 600)).toMatchObject({ answer: 400, evidence: 600, question: 400 });
  });
});
