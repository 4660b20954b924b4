import { beforeEach, describe, expect, it } from "vitest";
import { createLoopGuard } from "../../src/answer/createLoopGuard";
import type { ChatId } from "../../src/memory/model";
import type { LanguageModel } from "../../src/memory/ports";
import { type ChatState, type ChatStore, createChatStore, MESSAGE_LIMIT } from "../../src/state/chat";
import { createMemoryEvents } from "../../src/state/memoryEvents";
import { createFakeMemory, type FakeMemory } from "../support/fakeMemory";
import {
  createCountedIds,
  createManualTimers,
  createScriptedModel,
  type ManualTimers,
  settle,
} from "../support/fakePage";

let memory: FakeMemory;
let timers: ManualTimers;
let chat: ChatStore;
let model: LanguageModel | null;
let modelLoading: boolean;
/** What the ladder has below `model`. */
let below: LanguageModel | null | Promise<never>;

beforeEach(async () => {
  memory = createFakeMemory();
  timers = createManualTimers();
  model = null;
  modelLoading = false;
  below = null;
  chat = open();
});

/** A page over the same memory, as a tab would have it. */
function open(): ChatStore {
  const events = createMemoryEvents();
  void memory.subscribe(events.emit);
  return createChatStore({
    memory,
    events,
    llm: { current: () => model, loading: () => modelLoading, descend: async () => below },
    clock: { now: () => 5 },
    ids: createCountedIds(),
    timers,
    createGuard: createLoopGuard,
    words: { told: (kept, known) => `kept ${kept}, known ${known}`, nothing: "Nothing in memory" },
  });
}

const state = () => chat.getState();
const turns = (store: ChatState = state()) => (store.conversation.is === "open" ? store.conversation.turns : []);
const answers = () => turns().map((view) => view.turn.answer);
const say = async (text: string) => {
  state().setDraft(text);
  state().send();
  await settle();
};
const LEASE = "The workshop lease ends in September.";
const QUESTION = "When does the workshop lease end?";

describe("sending", () => {
  it("stores the words, learns from what was told, and says what was kept", async () => {
    await say(`${LEASE} Ottilie signed it.`);
    expect(answers()).toMatchObject([{ kind: "told", text: "kept 2, known 0" }]);
    expect(turns()[0]?.learned.map((line) => line.text)).toEqual([LEASE, "Ottilie signed it."]);
    expect(state().works).toEqual([]);
  });

  it("says what was known already", async () => {
    await say(LEASE);
    await say(LEASE);
    expect(answers().at(-1)).toMatchObject({ text: "kept 0, known 1" });
  });

  it("sends once when Send is pressed twice", async () => {
    state().setDraft(LEASE);
    state().send();
    state().send();
    await settle();
    expect(memory.held.turns).toHaveLength(1);
    expect(memory.calls.say).toBe(1);
  });

  it("does nothing with an empty message", async () => {
    await say("  \n ");
    expect(memory.calls.say).toBeUndefined();
    expect(state().chatId).toBeNull();
  });

  it("keeps a message that is too long in the composer, and says how long it is", async () => {
    const text = "a".repeat(MESSAGE_LIMIT + 1);
    await say(text);
    expect(memory.calls.say).toBeUndefined();
    expect(state().tooLong).toBe(MESSAGE_LIMIT + 1);
    expect(state().drafts.new).toBe(text);
    state().setDraft("shorter");
    expect(state().tooLong).toBeNull();
  });

  it("sends the longest message that is allowed", async () => {
    await say("a".repeat(MESSAGE_LIMIT));
    expect(memory.held.turns).toHaveLength(1);
  });

  it("stores messages in the order they were sent while the first is still being stored", async () => {
    const release = memory.hold("say");
    for (const text of ["First thing.", "Second thing.", "Third thing."]) await say(text);
    expect(state().works.map((work) => work.step.is)).toEqual(["saying", "saying", "saying"]);
    release();
    await settle();
    expect(turns().map((view) => view.passage.text)).toEqual(["First thing.", "Second thing.", "Third thing."]);
    expect(answers().every((answer) => answer?.kind === "told")).toBe(true);
  });

  it("keeps a draft for each chat while another one is open", async () => {
    await say(LEASE);
    const first = state().chatId;
    state().setDraft("half a thought");
    await state().open(null);
    state().setDraft("another one");
    await state().open(first);
    expect(state().drafts[first ?? ""]).toBe("half a thought");
    expect(state().drafts.new).toBe("another one");
  });

  it("puts the last message into the empty composer", async () => {
    await say("First thing.");
    await say("Second thing.");
    state().recallLast();
    expect(state().drafts[state().chatId ?? ""]).toBe("Second thing.");
  });
});

describe("answering", () => {
  beforeEach(() => {
    memory.addSource("lease.md", [LEASE], 1);
  });

  it("answers in quotes where there is no language model", async () => {
    await say(QUESTION);
    expect(answers()[0]).toMatchObject({ kind: "quotes", modelId: null, ended: "complete" });
    expect(answers()[0]?.claims.some((claim) => claim.sources.includes(1))).toBe(true);
  });

  it("says so when memory holds nothing that bears on the question", async () => {
    model = createScriptedModel();
    await say("Who painted the ceiling?");
    expect(answers()[0]).toMatchObject({ kind: "nothing", text: "Nothing in memory" });
    expect((model as ReturnType<typeof createScriptedModel>).requests).toEqual([]);
  });

  it("streams what the language model writes, then stores it with its sources", async () => {
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    scripted.write("The workshop lease ");
    scripted.write("ends in September.");
    expect(state().works[0]?.step).toMatchObject({ is: "writing", text: "The workshop lease ends in September." });
    scripted.end();
    await settle();
    expect(answers()[0]).toMatchObject({ kind: "model", modelId: "scripted", ended: "complete" });
    expect(answers()[0]?.claims[0]?.sources).toEqual([1]);
  });

  it("answers in quotes while the model is still loading, and remembers why", async () => {
    modelLoading = true;
    await say(QUESTION);
    expect(answers()[0]?.kind).toBe("quotes");
    expect(state().hurried.has(turns()[0]?.turn.id ?? ("" as never))).toBe(true);
  });

  it("keeps what was written when it is stopped, at once", async () => {
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    scripted.write("The workshop lease ends");
    state().stop();
    await settle();
    scripted.write(" never");
    expect(scripted.requests[0]?.signal?.aborted).toBe(true);
    expect(answers()[0]).toMatchObject({ text: "The workshop lease ends", ended: "stopped" });
    expect(state().works).toEqual([]);
  });

  it("ends an answer that runs in a circle, and keeps its first round", async () => {
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    scripted.write("The workshop lease ends in September. ");
    for (let i = 0; i < 20; i += 1) scripted.write("It ends in September, I think. ");
    await settle();
    expect(scripted.requests[0]?.signal?.aborted).toBe(true);
    const [answer] = answers();
    expect(answer?.ended).toBe("length");
    expect(answer?.text).toMatch(/^The workshop lease ends in September\. It ends in September, I think\.$/);
  });

  it("stores no answer when it is stopped before a word, learns all the same, and can be asked again", async () => {
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    state().stop();
    await settle();
    expect(turns()[0]?.turn).toMatchObject({ answer: null, learned: true });
    const id = turns()[0]?.turn.id;
    if (id) state().answer(id);
    await settle();
    scripted.write("In September.");
    scripted.end();
    await settle();
    expect(answers()[0]).toMatchObject({ kind: "model", text: "In September." });
  });

  it("goes on with the next question after one is stopped", async () => {
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    await say("Does the workshop lease end this September?");
    expect(state().works.map((work) => work.step.is)).toEqual(["writing", "waiting"]);
    state().stop();
    await settle();
    scripted.write("Yes.");
    scripted.end();
    await settle();
    expect(answers().map((answer) => answer?.text ?? null)).toEqual([null, "Yes."]);
  });

  it("answers anew without memory, in the model's own words", async () => {
    await say(QUESTION);
    const scripted = createScriptedModel();
    model = scripted;
    const id = turns()[0]?.turn.id;
    if (id) state().answer(id, "unaided");
    await settle();
    expect(scripted.requests[0]?.messages).toEqual([{ role: "user", content: QUESTION }]);
    scripted.write("Perhaps in May.");
    scripted.end();
    await settle();
    expect(answers()).toMatchObject([{ kind: "unaided", text: "Perhaps in May.", recalled: [] }]);
  });
});

describe("failing", () => {
  const failure = () => state().works[0]?.step;
  const retry = async () => {
    const id = state().works[0]?.turnId;
    if (id) state().answer(id);
    await settle();
  };

  it("keeps a message on screen that could not be stored, and stores it once when tried again", async () => {
    memory.failNext("say", Object.assign(new Error("no room"), { name: "QuotaError" }));
    await say(LEASE);
    expect(failure()).toMatchObject({ is: "failed", at: "say", failure: { name: "QuotaError" } });
    expect(state().works[0]?.text).toBe(LEASE);
    await retry();
    expect(memory.held.turns).toHaveLength(1);
    expect(state().works).toEqual([]);
  });

  it("gives a message that could not be stored back to the composer", async () => {
    memory.failNext("say", new Error("no"));
    await say(LEASE);
    const work = state().works[0];
    if (work) state().takeBack(work.turnId);
    expect(state().works).toEqual([]);
    expect(state().drafts[state().chatId ?? ""]).toBe(LEASE);
  });

  it.each([
    ["prepare", "recall"],
    ["answer", "answer"],
    ["learn", "learn"],
  ] as const)("says where it failed when %s rejects, and goes on from there", async (method, at) => {
    memory.addSource("lease.md", [LEASE], 1);
    memory.failNext(method, new Error("it broke"));
    await say(QUESTION);
    expect(failure()).toMatchObject({ is: "failed", at, failure: { reason: "it broke" } });
    expect(memory.held.turns).toHaveLength(1);
    await retry();
    expect(state().works).toEqual([]);
    expect(turns()[0]?.turn).toMatchObject({ learned: true, answer: { kind: "quotes" } });
  });

  it("goes on by itself when a worker dies and starts again", async () => {
    for (const method of ["say", "prepare", "answer", "learn"] as const)
      memory.failNext(method, Object.assign(new Error("gone"), { name: "WorkerLost" }));
    memory.addSource("lease.md", [LEASE], 1);
    await say(QUESTION);
    expect(memory.held.turns).toHaveLength(1);
    expect(turns()[0]?.turn).toMatchObject({ learned: true, answer: { kind: "quotes" } });
    expect(state().works).toEqual([]);
  });

  it("does not answer again when only learning failed", async () => {
    memory.addSource("lease.md", [LEASE], 1);
    memory.failNext("learn", new Error("it broke"));
    await say(QUESTION);
    const before = memory.calls.answer;
    await retry();
    expect(memory.calls.answer).toBe(before);
    expect(turns()[0]?.turn.learned).toBe(true);
  });

  it("answers with quotes when the language model is lost, and says why", async () => {
    memory.addSource("lease.md", [LEASE], 1);
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    scripted.write("The workshop");
    scripted.fail(new Error("device lost"));
    await settle();
    expect(state().works).toEqual([]);
    expect(answers()[0]?.kind).toBe("quotes");
    const id = turns()[0]?.turn.id;
    expect(id && state().fallen.get(id)).toMatchObject({ reason: "device lost" });
  });

  it("lets the model of the next step answer in the place of one that was lost", async () => {
    memory.addSource("lease.md", [LEASE], 1);
    const [first, second] = [createScriptedModel(), createScriptedModel()];
    model = first;
    below = second;
    await say(QUESTION);
    first.write("The workshop lease");
    first.fail(new Error("device lost"));
    await settle();
    second.write("In September.");
    second.end();
    await settle();
    expect(answers()).toMatchObject([{ kind: "model", text: "In September." }]);
  });

  it("stops while the next step is being loaded", async () => {
    memory.addSource("lease.md", [LEASE], 1);
    const scripted = createScriptedModel();
    model = scripted;
    below = new Promise(() => {});
    await say(QUESTION);
    scripted.fail(new Error("device lost"));
    await settle();
    state().stop();
    await settle();
    expect(state().works).toEqual([]);
    expect(answers()).toEqual([null]);
  });

  it("asks with a shorter prompt where it was too long, and with quotes where none is short enough", async () => {
    memory.addSource("lease.md", [LEASE], 1);
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    for (let round = 0; round < 3; round++) {
      scripted.fail(Object.assign(new Error("too long"), { name: "PromptTooLong" }));
      await settle();
    }
    expect(scripted.requests).toHaveLength(3);
    expect(answers()[0]?.kind).toBe("quotes");
  });

  it("ends an answer that takes five minutes, with what was written", async () => {
    memory.addSource("lease.md", [LEASE], 1);
    const scripted = createScriptedModel();
    model = scripted;
    await say(QUESTION);
    scripted.write("The lease");
    await timers.advance(300_000);
    expect(answers()).toMatchObject([{ kind: "model", text: "The lease", ended: "length" }]);
  });

  it("does not let a failed turn hold up the next one", async () => {
    memory.failNext("prepare", new Error("it broke"));
    await say(LEASE);
    await say("Another thing.");
    expect(answers().at(-1)).toMatchObject({ kind: "told" });
  });
});

describe("other tabs", () => {
  it("shows the turns of another tab in the open chat", async () => {
    await say(LEASE);
    const other = open();
    await other.getState().open(state().chatId);
    await say("Another thing.");
    await timers.advance(1000);
    expect(turns(other.getState()).map((view) => view.passage.text)).toEqual([LEASE, "Another thing."]);
  });

  it("reads the chat once for many changes", async () => {
    await say(LEASE);
    const before = memory.calls.chat ?? 0;
    const chatIds = [state().chatId as ChatId];
    for (let i = 0; i < 50; i += 1)
      memory.emit({ type: "changed", rev: i, withheld: false, tables: ["turns"], chatIds, sourceIds: [] });
    await timers.advance(1000);
    expect((memory.calls.chat ?? 0) - before).toBe(1);
  });

  it("keeps the same objects for turns that did not change", async () => {
    await say(LEASE);
    await timers.advance(1000);
    const before = turns()[0];
    await say("Another thing.");
    await timers.advance(1000);
    expect(turns()[0]).toBe(before);
  });

  it("does not take back a turn when a read that began before it ends after it", async () => {
    await say(LEASE);
    const release = memory.hold("chat");
    memory.emit({
      type: "changed",
      rev: 9,
      withheld: false,
      tables: [],
      chatIds: [state().chatId as ChatId],
      sourceIds: [],
    });
    await timers.advance(300);
    await say("Another thing.");
    release();
    await settle();
    expect(turns()).toHaveLength(2);
    expect(answers().at(-1)).toMatchObject({ kind: "told" });
  });

  it("says that a chat is gone", async () => {
    await state().open("nowhere" as ChatId);
    expect(state().conversation).toEqual({ is: "missing" });
  });
});

describe("undoing", () => {
  it("undoes one line of what a turn taught", async () => {
    await say(`${LEASE} Ottilie signed it.`);
    const [view] = turns();
    const line = view?.learned[0];
    if (view && line) await state().undo(view.turn.id, line);
    expect(memory.held.undone).toEqual([{ causeId: view?.turn.id, entry: line?.entry }]);
    expect(turns()[0]?.learned.map((each) => each.undone)).toEqual([true, false]);
  });

  it("says why a line was not undone", async () => {
    await say(LEASE);
    const [view] = turns();
    const line = view?.learned[0];
    memory.failNext("undo", new Error("it is gone"));
    if (view && line) await state().undo(view.turn.id, line);
    expect(state().undoing[line?.entry ?? ""]).toEqual({ is: "refused", reason: "it is gone" });
  });
});
