import { expect, it } from "vitest";
import { consolidate, keysOf } from "../../../src/memory/consolidate/consolidate";
import { encode } from "../../../src/memory/encode/encode";
import { undoCause } from "../../../src/memory/graph/causeChain";
import { planUndo } from "../../../src/memory/graph/planUndo";
import type { ChatId, MemoryId, TurnId } from "../../../src/memory/model";
import { createChats } from "../../../src/workers/memory/chats";
import { createHashIds } from "../../support/hashIds";
import { createMemoryStore } from "../../support/memoryStore";

const ids = createHashIds();
const store = createMemoryStore();
const chats = createChats({ store, ids, clock: { now: () => 100 } });

/** Says and learns a turn; each candidate repeats `repeated`, where one is given. */
async function teach(turnId: string, text: string, repeated?: MemoryId) {
  const request = { chatId: "c1" as ChatId, turnId: turnId as TurnId, text, saidAt: 50 };
  const { passage } = await chats.say(request);
  const candidates = encode(passage, { ids });
  const known = await store.all("memories");
  const repeats = new Map(repeated ? keysOf(candidates, ids).textKeys.map((key) => [key, repeated]) : []);
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
  const line = { ...first, what: "reinforced", support: 2, saidAs: "Leeds is where I live." };
  expect(lines).toEqual([line]);

  const plan = await planUndo(store, "t2", first?.memoryId);
  if ("refused" in plan) throw new Error(plan.refused);
  await store.commit(undoCause("t2", "u"), () => plan);
  const view = await chats.view("c1" as ChatId);
  expect(view?.turns[1]?.learned).toEqual([{ ...line, support: 1, undone: true }]);
  expect(view?.turns[0]?.learned).toEqual([first]);
});
