import { beforeEach, describe, expect, it, vi } from "vitest";
import { createIdleReflection } from "../../src/state/idleReflection";
import { createMemoryEvents } from "../../src/state/memoryEvents";
import { createReflectionStore, type ReflectionStore } from "../../src/state/reflection";
import { createFakeMemory, type FakeMemory, makePass } from "../support/fakeMemory";
import { createManualTimers, type ManualTimers, settle } from "../support/fakePage";

let memory: FakeMemory;
let timers: ManualTimers;
let reflection: ReflectionStore;
let closed: number;
const events = createMemoryEvents();

beforeEach(() => {
  memory = createFakeMemory();
  timers = createManualTimers();
  closed = 0;
  const own = createMemoryEvents();
  void memory.subscribe(own.emit);
  reflection = createReflectionStore({
    memory,
    events: own,
    timers,
    clock: { now: () => 1 },
    openReflection: () => ({
      port: new MessageChannel().port1,
      failed: new Promise<never>(() => {}),
      close: () => (closed += 1),
    }),
  });
});

describe("a pass", () => {
  it("says that there was nothing to do, and ends its worker", async () => {
    await reflection.getState().reflect();
    expect(reflection.getState().reflecting).toEqual({ is: "nothing" });
    expect(closed).toBe(1);
  });

  it("runs once when Reflect now is pressed twice", async () => {
    await Promise.all([reflection.getState().reflect(), reflection.getState().reflect()]);
    expect(memory.calls.reflect).toBe(1);
  });

  it("is stopped by Stop", async () => {
    const release = memory.hold("reflect");
    const pass = reflection.getState().reflect();
    reflection.getState().stop();
    expect(reflection.getState().reflecting).toMatchObject({ is: "reflecting", stopping: true });
    release();
    await pass;
    expect(reflection.getState().reflecting).toEqual({ is: "stopped" });
  });

  it("says why it broke off", async () => {
    memory.failNext("reflect", new Error("lost"));
    await reflection.getState().reflect();
    expect(reflection.getState().reflecting).toMatchObject({ is: "failed", failure: { reason: "lost" } });
    expect(closed).toBe(1);
  });

  it("is shown when another tab runs it, until it ends", () => {
    const progress = { done: 1, total: 2, what: "" };
    memory.emit({ type: "reflecting", progress });
    expect(reflection.getState().reflecting).toEqual({ is: "elsewhere", progress });
    memory.emit({ type: "reflecting", progress: null });
    expect(reflection.getState().reflecting).toEqual({ is: "resting" });
  });
});

describe("the diary", () => {
  beforeEach(async () => {
    memory.held.passes.push(
      makePass(1, [
        { text: "One thing", detail: "" },
        { text: "Another", detail: "" },
      ]),
    );
    await reflection.getState().load();
  });
  const pass = () => reflection.getState().passes?.[0];

  it("undoes one line", async () => {
    const id = pass()?.id;
    if (id) await reflection.getState().undo(id, "line1");
    expect(pass()?.lines.map((line) => line.undone)).toEqual([false, true]);
    expect(reflection.getState().undoing).toEqual({});
  });

  it("undoes a whole pass", async () => {
    const id = pass()?.id;
    if (id) await reflection.getState().undo(id);
    expect(pass()?.undone).toBe(true);
  });

  it("says why a line was not undone", async () => {
    memory.failNext("undo", new Error("changed since"));
    const id = pass()?.id;
    if (id) await reflection.getState().undo(id, "line0");
    expect(reflection.getState().undoing).toEqual({ [`${id}/line0`]: { is: "refused", reason: "changed since" } });
  });
});

describe("reflection when idle", () => {
  const learned = {
    type: "changed",
    rev: 1,
    withheld: false,
    tables: ["memories"],
    chatIds: [],
    sourceIds: [],
  } as const;
  const news = () => events.emit({ ...learned, tables: [...learned.tables], chatIds: [], sourceIds: [] });
  const create = (mayRun = () => true) => {
    const reflect = vi.fn(async () => {});
    const idle = createIdleReflection({ reflect, events, timers, mayRun, idleMs: 1000 });
    return { reflect, idle };
  };

  it("runs once, a while after something was learned", async () => {
    const { reflect, idle } = create();
    news();
    await timers.advance(999);
    expect(reflect).not.toHaveBeenCalled();
    await timers.advance(5000);
    expect(reflect).toHaveBeenCalledTimes(1);
    idle.stop();
  });

  it("does not run when nothing was learned", async () => {
    const { reflect, idle } = create();
    idle.active();
    await timers.advance(5000);
    expect(reflect).not.toHaveBeenCalled();
    idle.stop();
  });

  it("begins its wait again with each key or pointer", async () => {
    const { reflect, idle } = create();
    news();
    for (let i = 0; i < 5; i += 1) {
      await timers.advance(900);
      idle.active();
    }
    expect(reflect).not.toHaveBeenCalled();
    await timers.advance(1000);
    expect(reflect).toHaveBeenCalledTimes(1);
    idle.stop();
  });

  it("waits on while an answer is being written", async () => {
    let busy = true;
    const { reflect, idle } = create(() => !busy);
    news();
    await timers.advance(3000);
    expect(reflect).not.toHaveBeenCalled();
    busy = false;
    await timers.advance(1000);
    expect(reflect).toHaveBeenCalledTimes(1);
    idle.stop();
  });

  it("does not take a pass's own changes for news", async () => {
    const { reflect, idle } = create();
    events.emit({
      type: "changed",
      rev: 2,
      withheld: false,
      tables: ["memories", "passes"],
      chatIds: [],
      sourceIds: [],
    });
    await timers.advance(5000);
    await settle();
    expect(reflect).not.toHaveBeenCalled();
    idle.stop();
  });
});
