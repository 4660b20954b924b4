import { beforeEach, expect, it } from "vitest";
import { consolidate } from "../../../src/memory/consolidate/consolidate";
import { encode } from "../../../src/memory/encode/encode";
import { undoCause } from "../../../src/memory/graph/causeChain";
import { planUndo } from "../../../src/memory/graph/planUndo";
import type { ChatId, MemoryId, TurnId } from "../../../src/memory/model";
import { createChats } from "../../../src/workers/memory/chats";
import { forgetPassages } from "../../../src/workers/memory/forget";
import { createHashIds } from "../../support/hashIds";
import { createMemoryStore } from "../../support/memoryStore";

const ids = createHashIds();
let store = createMemoryStore();
let chats = createChats({ store, ids, clock: { now: () => 100 } });
beforeEach(() => {
  store = createMemoryStore();
  chats = createChats({ store, ids, clock: { now: () => 100 } });
});

/** Says and learns a turn; what names Leeds repeats `repeated`, where one is given. */
async function teach(turnId: string, text: string, repeatedId?: MemoryId) {
  const request = { chatId: "c1" as ChatId, turnId: turnId as TurnId, text, saidAt: 50 };
  const { passage } = await chats.say(request);
  const candidates = encode(passage, { ids });
  const known = await store.all("memories");
  const leeds = candidates.filter((each) => each.text.includes("Leeds"));
  const repeated = known.find(({ id }) => id === repeatedId);
  const repeats = new Map(repeated ? leeds.map(({ textKey }) => [textKey, repeated]) : []);
  const context = { known, ids, trust: "user" as const, now: 60, validFrom: 50, repeats };
  await store.commit({ kind: "learn", id: turnId }, () => consolidate(candidates, context));
  return (await chats.view("c1" as ChatId))?.turns.at(-1)?.learned ?? [];
}

it("[C6] a repeat in other words is shown as one line, with the words that were taken for the same", async () => {
  const [first] = await teach("t1", "I live in Leeds.");
  expect(first).toEqual({
    entry: first?.memoryId,
    memoryId: first?.memoryId,
    text: "I live in Leeds.",
    what: "kept",
    support: 1,
    undone: false,
  });
  const lines = await teach("t2", "Leeds is where I live.", first?.memoryId);
  const line = { ...first, what: "reinforced", support: 2, saidAs: ["Leeds is where I live."] };
  expect(lines).toEqual([line]);

  const plan = await planUndo(store, "t2", first?.memoryId);
  if ("refused" in plan) throw new Error(plan.refused);
  await store.commit(undoCause("t2", "u"), () => plan);
  const view = await chats.view("c1" as ChatId);
  expect(view?.turns[1]?.learned).toEqual([{ ...line, support: 1, undone: true }]);
  expect(view?.turns[0]?.learned).toEqual([first]);
});

const learnedOf = async (turn: number) => (await chats.view("c1" as ChatId))?.turns[turn]?.learned ?? [];

async function undo(turnId: string, entry: string | null = null) {
  const plan = await planUndo(store, turnId, entry);
  if ("refused" in plan) throw new Error(plan.refused);
  await store.commit(undoCause(turnId, `u-${turnId}`), () => plan);
}

/** Forgets whatever the turn said. */
async function forgetTurn(place: number) {
  const passage = (await chats.view("c1" as ChatId))?.turns[place]?.passage;
  if (!passage) throw new Error("There is no such turn.");
  await store.commit({ kind: "forget", id: "f" }, (rows) => forgetPassages(rows, [passage], null));
}

it("[C6] the words of a repeat are shown no more once they are forgotten, and again where that is undone", async () => {
  const [first] = await teach("t1", "I live in Leeds.");
  const said = "Leeds is where I live. My cat is called Pixel.";
  const before = await teach("t2", said, first?.memoryId);
  expect(before.map(({ text, saidAs }) => [text, saidAs])).toEqual([
    ["I live in Leeds.", ["Leeds is where I live."]],
    ["My cat is called Pixel.", undefined],
  ]);
  await forgetTurn(1);
  const after = await learnedOf(1);
  expect(after.map(({ text, saidAs }) => [text, saidAs])).toEqual([
    ["I live in Leeds.", undefined],
    ["", undefined],
  ]);
  await undo("f");
  expect(await learnedOf(1)).toEqual(before);
});

it("Words whose learning was undone are shown until they are forgotten", async () => {
  const [first] = await teach("t1", "I live in Leeds.");
  await teach("t2", "Leeds is where I live. My cat is called Pixel.", first?.memoryId);
  await undo("t2");
  const shown = async () => (await learnedOf(1)).map(({ text, saidAs, undone }) => [text, saidAs, undone]);
  expect(await shown()).toEqual([
    ["I live in Leeds.", ["Leeds is where I live."], true],
    ["My cat is called Pixel.", undefined, true],
  ]);
  await forgetTurn(1);
  expect(await shown()).toEqual([
    ["I live in Leeds.", undefined, true],
    ["", undefined, true],
  ]);
});

it("[C6] two repeats of one memory in one turn are both shown", async () => {
  const [first] = await teach("t1", "I live in Leeds.");
  const lines = await teach("t2", "Leeds is where I live. My home is in Leeds.", first?.memoryId);
  expect(lines.map(({ saidAs }) => saidAs?.toSorted())).toEqual([["Leeds is where I live.", "My home is in Leeds."]]);
  expect(lines[0]?.support).toBe(3);
});
