import { beforeEach, expect, it } from "vitest";
import { createMemoryFileStore, type MemoryFileStore } from "../../src/state/memoryFile";
import { createNoticesStore } from "../../src/state/notices";
import { createFakeMemory, type FakeMemory } from "../support/fakeMemory";

let memory: FakeMemory;
let files: MemoryFileStore;
let closed: number;
const file = new File(["x"], "a.cairn");

beforeEach(() => {
  memory = createFakeMemory();
  closed = 0;
  files = createMemoryFileStore({
    memory,
    openMemoryFile: () => ({
      port: new MessageChannel().port1,
      failed: new Promise<never>(() => {}),
      close: () => (closed += 1),
    }),
  });
});

const importing = () => files.getState().importing;

it("shows what a file would add before anything is added", async () => {
  await files.getState().stage(file);
  expect(importing()).toMatchObject({ is: "preview", name: "a.cairn", preview: { known: 1 } });
  expect(memory.calls.commitImport).toBeUndefined();
  expect(closed).toBe(1);
});

it("adds what was shown, and takes it out again by Undo", async () => {
  await files.getState().stage(file);
  await files.getState().add();
  expect(importing()).toMatchObject({ is: "done", causeId: "import" });
  await files.getState().undo();
  expect(memory.held.undone).toEqual([{ causeId: "import", entry: null }]);
  expect(importing()).toEqual({ is: "undone", name: "a.cairn" });
});

it("adds once when Add is pressed twice", async () => {
  await files.getState().stage(file);
  await Promise.all([files.getState().add(), files.getState().add()]);
  expect(memory.calls.commitImport).toBe(1);
});

it("drops what was staged on Cancel, and when another file is chosen", async () => {
  await files.getState().stage(file);
  await files.getState().drop();
  expect(importing()).toEqual({ is: "idle" });
  await files.getState().stage(file);
  await files.getState().stage(file);
  expect(memory.calls.dropImport).toBe(2);
});

it("says what is wrong with a damaged file", async () => {
  memory.failNext("stageImport", new Error("The file is cut short."));
  await files.getState().stage(file);
  expect(importing()).toMatchObject({ is: "failed", failure: { reason: "The file is cut short." } });
  expect(closed).toBe(1);
});

it("writes one file at a time", async () => {
  const [first, second] = await Promise.all([files.getState().exportMemory(), files.getState().exportMemory()]);
  expect(first?.size).toBeGreaterThan(0);
  expect(second).toBeNull();
});

it("a notice is undone once, and says so", async () => {
  const notices = createNoticesStore({ memory });
  notices.getState().say("Forgot it.", { causeId: "forget/memory1" });
  const id = notices.getState().notices[0]?.id ?? 0;
  await Promise.all([notices.getState().undo(id), notices.getState().undo(id)]);
  expect(memory.calls.undo).toBe(1);
  expect(notices.getState().notices[0]?.state).toEqual({ is: "undone" });
});

it("tidying keeps the notices that can still be undone", async () => {
  const notices = createNoticesStore({ memory });
  for (const causeId of ["a", "b"]) notices.getState().say(causeId, { causeId });
  notices.getState().say("It was not forgotten.");
  await notices.getState().undo(notices.getState().notices[0]?.id ?? 0);
  notices.getState().tidy();
  expect(notices.getState().notices.map((notice) => notice.text)).toEqual(["b"]);
});

it("no more than three notices are kept", () => {
  const notices = createNoticesStore({ memory });
  for (const text of ["a", "b", "c", "d"]) notices.getState().say(text);
  expect(notices.getState().notices.map((notice) => notice.text)).toEqual(["b", "c", "d"]);
});
