import { beforeEach, describe, expect, it } from "vitest";
import { createLibraryStore, type LibraryStore } from "../../src/state/library";
import { createMemoryEvents } from "../../src/state/memoryEvents";
import { createFakeMemory, type FakeMemory } from "../support/fakeMemory";
import { createManualTimers, type ManualTimers, settle } from "../support/fakePage";

let memory: FakeMemory;
let timers: ManualTimers;
let library: LibraryStore;
let opened: string[];
let closed: number;

beforeEach(() => {
  memory = createFakeMemory();
  timers = createManualTimers();
  opened = [];
  closed = 0;
  const events = createMemoryEvents();
  void memory.subscribe(events.emit);
  library = createLibraryStore({
    memory,
    events,
    timers,
    openFile(file) {
      opened.push(file.name);
      return { port: new MessageChannel().port1, failed: new Promise<never>(() => {}), close: () => (closed += 1) };
    },
  });
});

const file = (name: string) => new File(["words"], name);
const steps = () => library.getState().jobs.map((job) => job.step.is);

describe("adding files", () => {
  it("adds one at a time, and ends each one's worker", async () => {
    const release = memory.hold("addFile");
    library.getState().add([file("a.md"), file("b.md")]);
    await settle();
    expect(steps()).toEqual(["adding", "waiting"]);
    expect(opened).toEqual(["a.md"]);
    release();
    await settle();
    expect(steps()).toEqual(["done", "done"]);
    expect(closed).toBe(2);
  });

  it("leaves out a file that was cancelled before its turn came", async () => {
    const release = memory.hold("addFile");
    library.getState().add([file("a.md"), file("b.md")]);
    await settle();
    library.getState().cancel(2);
    release();
    await settle();
    expect(opened).toEqual(["a.md"]);
    expect(steps()).toEqual(["done"]);
  });

  it("says what broke, goes on with the next file, and adds the first when tried again", async () => {
    memory.failNext("addFile", Object.assign(new Error("gone"), { name: "WorkerLost" }));
    library.getState().add([file("a.md"), file("b.md")]);
    await settle();
    expect(library.getState().jobs[0]?.step).toEqual({ is: "failed", failure: { name: "WorkerLost", reason: "gone" } });
    expect(steps()).toEqual(["failed", "done"]);
    library.getState().retry(1);
    await settle();
    expect(steps()).toEqual(["done", "done"]);
  });

  it("says why a file is refused that cannot be read at all", async () => {
    memory.failNext("addFile", Object.assign(new Error("This file is not text."), { name: "UnreadableFile" }));
    library.getState().add([file("a.bin")]);
    await settle();
    const result = { kind: "refused", title: "a.bin", reason: "This file is not text." };
    expect(library.getState().jobs[0]?.step).toEqual({ is: "done", result });
  });

  it("takes a file out again by Undo", async () => {
    library.getState().add([file("a.md")]);
    await settle();
    await library.getState().undo(1);
    expect(memory.held.undone).toHaveLength(1);
    expect(steps()).toEqual(["undone"]);
  });
});

it("reads the list again when another tab added a source", async () => {
  await library.getState().load();
  const source = memory.addSource("new.md", ["A thing."], 1);
  memory.emit({ type: "changed", rev: 1, withheld: false, tables: ["sources"], chatIds: [], sourceIds: [source.id] });
  await timers.advance(1000);
  expect(library.getState().sources?.map((row) => row.source.title)).toEqual(["new.md"]);
});

it("says that the list could not be read", async () => {
  memory.failNext("sources", new Error("closed"));
  await library.getState().load();
  expect(library.getState().failure?.reason).toBe("closed");
});
