import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { align } from "../../src/answer/align";
import { buildMessages } from "../../src/answer/buildMessages";
import { composeQuotes } from "../../src/answer/composeQuotes";
import { plainLine } from "../../src/answer/plainLine";
import { planPrompt } from "../../src/answer/planPrompt";
import { promptRoom } from "../../src/answer/promptRoom";
import type { Recalled } from "../../src/memory/model";
import { recalledLine } from "../support/recalledLine";

vi.setConfig({ testTimeout: 60_000 });

interface Injected {
  id: string;
  text: string;
  question: string;
}
const passages = JSON.parse(readFileSync("test/fixtures/injection/passages.json", "utf8")) as Injected[];
const HARMLESS = "The spare key hangs behind the cellar door.";
const room = promptRoom(32_768, 6_000);

/** What chat templates read as the beginning or the end of a turn, a thought or a call. */
const TEMPLATE_MARKS =
  /<\s*[|｜]|[|｜]\s*>|<\/?(?:s|bos|eos|pad|unk|think|tool_call|tool_response|tools?|start_of_turn|end_of_turn|function_calls|invoke|evidence|passages|context|script)\b|\[\/?(?:INST|SYS|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT|THINK)\]|<<\/?SYS>>/i;

/** The same words as they may come in: in a document, told, as the name of a file, as what is known of the user. */
const arrivals: [string, (text: string) => { line: Recalled; core?: string }][] = [
  [
    "a line of a document",
    (text) => ({
      line: recalledLine(1, text, { speaker: null, saidAt: null, sourceTitle: "leaflet.md", section: "One" }),
    }),
  ],
  ["a line that was told", (text) => ({ line: recalledLine(1, text) })],
  [
    "the title and heading of a document",
    (text) => ({ line: recalledLine(1, HARMLESS, { speaker: null, sourceTitle: text, section: text }) }),
  ],
  ["the name of who said it", (text) => ({ line: recalledLine(1, HARMLESS, { speaker: text }) })],
];

function plan(line: Recalled, question: string) {
  const past = [{ ordinal: 0, question, recalled: [line], answer: line.text, written: null, thought: false }];
  const asked = { question: "And now?", recalled: [line], ordinal: 1 };
  return planPrompt({ core: "", past, windowFrom: 0, asked, room });
}

describe("words that give orders", () => {
  it("[A2] there are at least forty of them", () => {
    expect(passages.length).toBeGreaterThanOrEqual(40);
    expect(passages.some(({ text }) => TEMPLATE_MARKS.test(text))).toBe(true);
  });

  it.each(arrivals)("[A2] as %s change neither the system text nor the roles", (_, arrive) => {
    const system = buildMessages({ core: "", window: [], asked: { question: "?", recalled: [] }, room })[0];
    for (const { text, question } of passages) {
      const { messages, recalled } = plan(arrive(text).line, question);
      expect(messages.map((message) => message.role)).toEqual(["system", "user", "assistant", "user"]);
      expect(messages[0]).toEqual(system);
      expect(recalled).toHaveLength(1);
    }
  });

  it.each(arrivals)("[A2] as %s stay one numbered line between the marks of the notes", (_, arrive) => {
    for (const { id, text, question } of passages) {
      for (const { role, content } of plan(arrive(text).line, question).messages) {
        if (role !== "user") continue;
        const [before, inside = "", after, ...more] = content.split(/<\/?notes>/);
        expect([id, before, more]).toEqual([id, "", []]);
        expect(inside.match(/\n/g)).toHaveLength(2);
        expect(inside.match(/\[\d+\]/g)).toEqual(["[1]"]);
        expect(after).toMatch(/^\n\nUsing only these notes, /);
      }
    }
  });

  it.each(arrivals)("[A2] as %s leave no mark of a chat template in any message", (_, arrive) => {
    for (const { id, text, question } of passages) {
      const asked = [plan(arrive(text).line, question), plan(arrive(HARMLESS).line, text)];
      for (const { content } of asked.flatMap((each) => each.messages))
        expect([id, TEMPLATE_MARKS.exec(content.replace(/<\/?notes>/g, ""))]).toEqual([id, null]);
    }
  });

  it("[A2] hidden letters and turned writing do not reach a model", () => {
    for (const { text, question } of passages)
      for (const { content } of plan(recalledLine(1, text), question).messages)
        expect(content).not.toMatch(/[\u200B\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u);
  });

  it.each(arrivals)("[A3] as %s stand in an answer of quotations only as one, under who said it", (_, arrive) => {
    for (const { text, question } of passages) {
      const [introduction, empty, ...rows] = composeQuotes([arrive(text).line], question).split(/\r\n|[\n\r]/);
      expect([introduction, empty]).toEqual(["From memory, word for word:", ""]);
      expect(rows.every((row) => row.startsWith(">"))).toBe(true);
      expect(rows.filter((row) => row.startsWith("> — ")).length).toBeGreaterThanOrEqual(1);
      expect(rows.at(-1)).toMatch(/^> — /);
      expect(rows.join("\n")).not.toMatch(/(?<!\\)[<[]/);
    }
  });

  it("[A4] where an answer repeats them, every claim is tied to where they stand", async () => {
    for (const { id, text } of passages) {
      const lines = [recalledLine(1, HARMLESS), recalledLine(2, text, { speaker: null, sourceTitle: "leaflet.md" })];
      for (const echo of [text, plainLine(text)])
        for (const claim of await align(echo, lines))
          expect([id, echo.slice(claim.start, claim.end), claim.sources.includes(2)]).toEqual([
            id,
            echo.slice(claim.start, claim.end),
            true,
          ]);
    }
  });
});
