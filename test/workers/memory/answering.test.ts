import { describe, expect, it } from "vitest";
import type { Answer, MemoryId, Turn } from "../../../src/memory/model";
import type { Prepared, TurnView, WrittenAnswer } from "../../../src/workers/memoryProtocol";
import { type OpenedMemory, openMemory } from "../../support/openMemory";

const THINGS = ["kettle", "ladder", "passport", "drill", "tent", "violin", "stapler", "sledge", "lantern", "anvil"];
const told = (thing: string, at: number) => `The ${thing} is on shelf ${at + 11} in the cellar.`;
const asked = (thing: string) => `On which shelf in the cellar is the ${thing}?`;

type Asked = Extract<Prepared, { kind: "answer" }>;

/** Asks in the chat "talk", and has a model answer with these words. */
async function exchange(memory: OpenedMemory, question: string, fields: Partial<WrittenAnswer> = {}) {
  const before = (await memory.api.chat("talk" as never))?.turns.length ?? 0;
  const prepared = await memory.ask(question, "talk");
  if (prepared.kind !== "answer") throw new Error(`not answered: ${prepared.kind}`);
  const turn = (await memory.api.chat("talk" as never))?.turns[before]?.turn as Turn;
  const { recalled, windowFrom } = prepared;
  const view = await memory.api.answer({
    turnId: turn.id,
    kind: "model",
    text: `It is on ${question.length} shelves.`,
    recalled,
    windowFrom,
    modelId: "m",
    ended: "complete",
    usage: { promptTokens: 200, cachedTokens: 0, completionTokens: 9 },
    ...fields,
  });
  return { prepared, view };
}

async function filled(): Promise<{ memory: OpenedMemory; views: TurnView[] }> {
  const memory = await openMemory();
  const views: TurnView[] = [];
  for (const [at, thing] of THINGS.entries()) views.push(await memory.tell(told(thing, at), "cellar"));
  return { memory, views };
}

const sentAndAnswered = ({ prepared, view }: { prepared: Asked; view: TurnView }) => [
  ...prepared.messages,
  { role: "assistant", content: view.turn.answer?.text },
];

describe("Answering as memory.worker serves it", () => {
  it("[A10] each prompt of a chat of ten turns begins with the whole one before it", async () => {
    const { memory } = await filled();
    let before: unknown[] = [];
    for (const thing of THINGS) {
      const one = await exchange(memory, asked(thing));
      expect(one.prepared.messages.slice(0, before.length)).toEqual(before);
      expect(one.prepared.messages).toHaveLength(before.length === 0 ? 2 : before.length + 1);
      expect(one.prepared.windowFrom).toBe(0);
      before = sentAndAnswered(one);
    }
  });

  it("[A10] only what a model wrote from memory enters a prompt; an answer that was stopped enters as it is", async () => {
    const { memory } = await filled();
    const first = await exchange(memory, asked("kettle"), { text: "It is on", ended: "stopped", usage: null });
    await exchange(memory, asked("ladder"), { kind: "quotes", text: "> quoted\n>\n> — you", modelId: null });
    await exchange(memory, asked("drill"), { kind: "unaided", text: "Who knows." });
    await exchange(memory, asked("tent"), { text: "" });
    await memory.tell("The talk is going well.", "talk");
    const { messages } = (await exchange(memory, asked("passport"))).prepared;
    expect(messages.slice(0, 3)).toEqual(sentAndAnswered(first));
    expect(messages).toHaveLength(4);
  });

  it("[A10] what the model thought is kept with its answer and never enters a prompt", async () => {
    const { memory } = await filled();
    const first = await exchange(memory, asked("kettle"), { thinking: "Kettles are red herrings." });
    expect(first.view.turn.answer).toMatchObject({
      thinking: "Kettles are red herrings.",
      written: { windowFrom: 0, promptTokens: 200, cachedTokens: 0, completionTokens: 9 },
    } satisfies Partial<Answer>);
    expect(JSON.stringify((await exchange(memory, asked("ladder"))).prepared)).not.toContain("herrings");
    const quoted = await exchange(memory, asked("drill"), { kind: "quotes", usage: null, modelId: null });
    expect(quoted.view.turn.answer?.written).toBeUndefined();
  });

  it("[A10] the window begins where the last prompt's did, and moves on when the context is full", async () => {
    const { memory } = await filled();
    for (const thing of THINGS.slice(0, 4)) await exchange(memory, asked(thing));
    const full = { promptTokens: 3_800, cachedTokens: 0, completionTokens: 50 };
    await exchange(memory, asked("tent"), { usage: full });
    const cut = await exchange(memory, asked("violin"));
    expect(cut.prepared.windowFrom).toBe(2);
    const next = await exchange(memory, asked("stapler"));
    expect(next.prepared.windowFrom).toBe(2);
    expect(next.prepared.messages.slice(0, -1)).toEqual(sentAndAnswered(cut));
  });

  it("[A10] a turn that quotes forgotten words leaves, its thoughts are withheld, and Undo brings both back", async () => {
    const { memory, views } = await filled();
    const first = await exchange(memory, asked("kettle"), { text: "It is on shelf 11.", thinking: "Shelf 11 then." });
    await exchange(memory, asked("ladder"));
    const { causeId } = await memory.api.forgetMemory(views[0]?.learned[0]?.memoryId as MemoryId);
    const without = await memory.ask(asked("passport"), "talk");
    expect(JSON.stringify(without)).not.toMatch(/shelf 11|kettle/i);
    expect(without.kind === "answer" && without.messages).toHaveLength(4);
    const shown = (await memory.api.chat("talk" as never))?.turns[0]?.turn.answer;
    expect(JSON.stringify(shown)).not.toContain("11");
    await memory.api.undo(causeId);
    const again = await memory.ask(asked("drill"), "talk");
    expect(again.kind === "answer" && again.messages.slice(0, 3)).toEqual(sentAndAnswered(first));
  });

  it("[A11] a small context takes fewer notes, and says how much may be written", async () => {
    const { memory } = await filled();
    const { turn } = await memory.api.say({
      chatId: "talk",
      turnId: "t",
      text: "What is on the shelves in the cellar?",
      saidAt: 1,
    } as never);
    const sizes: [number, number][] = [];
    for (const contextTokens of [512, 1024, 4096]) {
      const prepared = await memory.api.prepare(turn.id, { budget: 600, model: { contextTokens } });
      if (prepared.kind !== "answer") throw new Error("not answered");
      sizes.push([prepared.recalled.length, prepared.maxTokens]);
      expect(prepared.messages.at(-1)?.content.match(/^\[\d+\]/gm)).toHaveLength(prepared.recalled.length);
    }
    expect(sizes.map(([, tokens]) => tokens)).toEqual([102, 204, 400]);
    expect(sizes[0]?.[0]).toBeLessThan(sizes[2]?.[0] as number);
  });
});
