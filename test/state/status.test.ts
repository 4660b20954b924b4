import { beforeEach, expect, it } from "vitest";
import type { ChatId, TurnId } from "../../src/memory/model";
import { createMemoryEvents } from "../../src/state/memoryEvents";
import { createStatusStore, type StatusStore } from "../../src/state/status";
import { statusOf } from "../../src/ui/shell/statusOf";
import { createFakeMemory, type FakeMemory } from "../support/fakeMemory";
import { createManualTimers, type ManualTimers } from "../support/fakePage";

let memory: FakeMemory;
let timers: ManualTimers;
let status: StatusStore;

beforeEach(() => {
  memory = createFakeMemory();
  timers = createManualTimers();
  const events = createMemoryEvents();
  void memory.subscribe(events.emit);
  status = createStatusStore({ memory, events, timers });
});

const said = () => statusOf(status.getState().database, status.getState().embedder).text;

it("reads Ready only when database and embedder can serve", async () => {
  expect(said()).toBe("Opening memory");
  await status.getState().open();
  expect(said()).toBe("Getting ready");
  status.getState().setEmbedder({ is: "ready" });
  expect(said()).toBe("Ready");
  status.getState().setDatabase({ is: "lost" });
  expect(said()).toBe("Memory stopped, starting again");
  await status.getState().open();
  expect(said()).toBe("Ready");
  status.getState().setEmbedder({ is: "failed", failure: { name: "Error", reason: "" } });
  expect(said()).toBe("Finding by words only");
});

it("says that the database did not open, and opens it when tried again", async () => {
  memory.failNext("open", new Error("blocked"));
  await status.getState().open();
  expect(status.getState().database).toMatchObject({ is: "failed", failure: { reason: "blocked" } });
  await status.getState().open();
  expect(status.getState().database).toEqual({ is: "open" });
});

it("counts and lists chats anew when something changed, here or in another tab", async () => {
  await status.getState().open();
  await memory.say({ chatId: "c" as ChatId, turnId: "t" as TurnId, text: "A thing.", saidAt: 1 });
  await memory.learn("t" as TurnId);
  await timers.advance(1000);
  expect(status.getState().overview?.memories).toBe(1);
  expect(status.getState().chats?.map((chat) => chat.title)).toEqual(["A thing."]);
});

it("stops when another tab upgraded the database", async () => {
  await status.getState().open();
  memory.emit({ type: "superseded" });
  expect(status.getState().database).toEqual({ is: "superseded" });
});
