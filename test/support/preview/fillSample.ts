import type { ChatId, PassId, TurnId } from "../../../src/memory/model";
import { type FakeMemory, makePass } from "../fakeMemory";

const DAY = 86_400_000;

/** A memory of some months: a few documents, chats of several days, a diary. */
export async function fillSample(memory: FakeMemory): Promise<void> {
  const now = Date.now();
  memory.addSource(
    "notes of the house.md",
    [
      "Week 2. The roofer comes on Tuesdays only, and wants the scaffold licence first.",
      "The lease on the Harrow Lane workshop ends on 14 September 2027, and has to be renewed in writing six weeks before.",
      "Keys: one with us, one with Ottilie, one with the council.",
    ],
    now - 40 * DAY,
  );
  memory.addSource(
    "diary.md",
    [
      "We both signed the Harrow Lane workshop lease today, Ottilie with her good pen.",
      "The lower bed drains badly after rain.",
    ],
    now - 400 * DAY,
  );
  memory.addSource(
    "council letter about the scaffold licence and the parking bays in Harrow Lane.html",
    ["The licence is granted for the second week of May."],
    now - 3 * DAY,
  );
  for (let i = 0; i < 400; i += 1) {
    memory.addSource(
      `field notes ${i + 1}.txt`,
      [`On walk number ${i + 1} the tide turned at ${i % 12}:${10 + (i % 50)}.`],
      now - i * DAY,
    );
    if (i > 12) memory.held.sources.pop();
  }
  const say = async (chat: string, text: string, at: number) => {
    const turnId = `t${at}` as TurnId;
    await memory.say({ chatId: chat as ChatId, turnId, text, saidAt: at });
    const prepared = await memory.prepare(turnId, { budget: 1, model: null });
    const learned = await memory.learn(turnId);
    if (prepared.kind === "tell") {
      const text = `Kept ${learned.learned.length} memories.`;
      await memory.answer({
        turnId,
        kind: "told",
        text,
        recalled: [],
        modelId: null,
        ended: "complete",
        usage: null,
        windowFrom: 0,
      });
    }
    return prepared;
  };
  await say("c5", "Passport, tickets, Kirkwall", now - 6 * DAY);
  await say("c4", "Reading notes: The Living Mountain, and what to keep of it", now - 5 * DAY);
  await say("c3", "What the roofer said was that it rains", now - DAY);
  await say("c2", "Seed order for the allotment: beans, kale, leeks.", now - 3 * 3_600_000);
  await say(
    "c1",
    "My sister Ottilie runs the ferry office in Kirkwall. She moved there from Stromness in March.",
    now - 700_000,
  );
  const asked = await say(
    "c1",
    "When does our contract for the Harrow Lane workshop lease run out, and who has to sign?",
    now - 600_000,
  );
  if (asked.kind === "answer") {
    await memory.answer({
      turnId: `t${now - 600_000}` as TurnId,
      kind: "model",
      text: "The lease on the Harrow Lane workshop ends on **14 September 2027**, and has to be renewed in writing six weeks before, so by 3 August.\n\nOttilie signed the workshop lease with you in 2022. The council also has to agree.",
      recalled: asked.recalled,
      modelId: "smollm2",
      ended: "complete",
      usage: null,
      windowFrom: 0,
    });
  }
  const answer = memory.held.turns.find((turn) => turn.answer?.kind === "model")?.answer;
  if (answer) {
    answer.thinking = "The lease is asked for. Note 1 says when it ends, note 2 who signed it, and when.";
    for (const claim of answer.claims) {
      if (!answer.text.slice(claim.start, claim.end).includes("in 2022")) continue;
      claim.sources = [];
      claim.against = [2];
    }
  }
  const [first, second, third] = memory.held.memories;
  if (first && second && third) {
    first.kind = "insight";
    first.derivedFrom = [second.id, third.id];
    second.evidence.push(...third.evidence);
    third.status = "past";
    third.validTo = now - 200 * DAY;
  }
  const chat = memory.held.chats.find((candidate) => candidate.id === "c1");
  if (chat) chat.title = "When does the lease run out?";
  memory.held.passes.push(
    makePass(now - 8 * 3_600_000, [
      {
        text: "Brought together fourteen memories around “The lower bed drains badly after rain.”",
        detail: "insight from fourteen memories",
      },
      {
        text: "Two memories that say the same became one: “Ottilie runs the ferry office in Kirkwall.”",
        detail: "also said as “She has the whole ferry desk now.”",
      },
    ]),
    {
      ...makePass(now - 4 * DAY, [
        {
          text: "Three memories that say the same became one: “The roofer comes on Tuesdays only.”",
          detail: "said in the same words",
        },
      ]),
      id: "passold" as PassId,
    },
  );
}
