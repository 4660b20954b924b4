import { beforeEach, expect, it } from "vitest";
import { createMemoryEvents } from "../../src/state/memoryEvents";
import { createMemoryListStore, type MemoryListStore, PAGE } from "../../src/state/memoryList";
import { createFakeMemory, type FakeMemory } from "../support/fakeMemory";
import { createManualTimers, type ManualTimers, settle } from "../support/fakePage";

let memory: FakeMemory;
let timers: ManualTimers;
let list: MemoryListStore;

beforeEach(async () => {
  memory = createFakeMemory();
  timers = createManualTimers();
  const events = createMemoryEvents();
  void memory.subscribe(events.emit);
  list = createMemoryListStore({ memory, events, timers });
  memory.addSource("sea.md", ["The tide turns at noon.", "The boat is blue."], 1);
  await list.getState().load();
});

const texts = () => list.getState().rows.map((row) => row.memory.text);

it("searches once for many keys", async () => {
  for (const text of ["b", "bo", "boa", "boat"]) list.getState().setText(text);
  await timers.advance(1000);
  expect(memory.calls.search).toBe(2);
  expect(texts()).toEqual(["The boat is blue."]);
});

it("drops the answer to a search that was overtaken", async () => {
  const release = memory.hold("search");
  list.getState().setText("tide");
  await timers.advance(200);
  list.getState().setText("boat");
  await timers.advance(200);
  release();
  await settle();
  expect(texts()).toEqual(["The boat is blue."]);
  expect(list.getState().state).toEqual({ is: "idle" });
});

it("adds what is past when asked to", async () => {
  const [first] = memory.held.memories;
  if (first) first.status = "past";
  await list.getState().load();
  expect(texts()).toEqual(["The boat is blue."]);
  list.getState().setShowPast(true);
  await settle();
  expect(texts()).toHaveLength(2);
});

it("reads further pages, each row once", async () => {
  memory.addSource(
    "many.md",
    Array.from({ length: 250 }, (_, i) => `Stone number ${i}.`),
    1,
  );
  await list.getState().load();
  expect(list.getState().rows).toHaveLength(PAGE);
  await list.getState().more();
  await list.getState().more();
  await list.getState().more();
  expect(new Set(texts()).size).toBe(252);
  expect(list.getState().rows).toHaveLength(252);
});

it("keeps the pages that were read when something changes", async () => {
  memory.addSource(
    "many.md",
    Array.from({ length: 250 }, (_, i) => `Stone number ${i}.`),
    1,
  );
  await list.getState().load();
  await list.getState().more();
  memory.emit({ type: "changed", rev: 1, withheld: false, tables: ["memories"], chatIds: [], sourceIds: [] });
  await timers.advance(1000);
  expect(list.getState().rows).toHaveLength(2 * PAGE);
});

it("says why a search failed", async () => {
  memory.failNext("search", new Error("closed"));
  await list.getState().load();
  expect(list.getState().state).toMatchObject({ is: "failed", failure: { reason: "closed" } });
});
