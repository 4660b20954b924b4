import { beforeEach, describe, expect, it } from "vitest";
import { tryPair } from "../../src/memory/judge/tryPair";
import { createJudgeStore, type JudgePort, type JudgeStore } from "../../src/state/judge";
import { readWrongVerdicts } from "../../src/state/wrongVerdicts";
import { createFakeJudge } from "../support/fakeJudge";

let kept: Map<string, string>;
let full = false;
let now = 0;
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem(key: string, value: string) {
    if (full) throw new DOMException("No room.", "QuotaExceededError");
    kept.set(key, value);
  },
};
const fake = createFakeJudge({ pair: (_known, text) => (text.includes("moved") ? { update: 0.99 } : {}) });
const ready: JudgePort = { try: (known, text, signal) => tryPair(fake, known, text, { signal }) };
const open = (judge: JudgePort = ready): JudgeStore =>
  createJudgeStore({ judge, storage, clock: { now: () => ++now } });
const failing = (name: string): JudgePort => ({
  async try() {
    throw Object.assign(new Error("It is not here."), { name });
  },
});

beforeEach(() => {
  kept = new Map();
  full = false;
  now = 0;
});

describe("Trying the judge", () => {
  it("tells what it makes of two sentences and what would be done", async () => {
    const store = open();
    const asked = store.getState().try("I live in Leeds.", "I moved to Hull.");
    expect(store.getState().trying).toEqual({ is: "loading" });
    await asked;
    const { trying } = store.getState();
    if (trying.is !== "judged") throw new Error(trying.is);
    expect(trying.tried).toMatchObject({ known: "I live in Leeds.", likeliest: "update", decision: "update" });
    void store.getState().try("I live in Leeds.", "It rains.");
    expect(store.getState().trying).toEqual({ is: "judging" });
  });

  it("says that there is no judge, and asks again when it is told to", async () => {
    let judge = failing("JudgeUnavailable");
    const store = open({ try: (...args) => judge.try(...args) });
    await store.getState().try("I live in Leeds.", "I moved to Hull.");
    const failure = { name: "JudgeUnavailable", reason: "It is not here." };
    expect(store.getState().trying).toEqual({ is: "unavailable", failure });
    judge = failing("Error");
    await store.getState().again();
    expect(store.getState().trying).toMatchObject({ is: "failed" });
    judge = ready;
    await store.getState().again();
    expect(store.getState().trying).toMatchObject({ is: "judged" });
  });

  it("drops a verdict that comes after the sentences were changed", async () => {
    let stopped = false;
    const store = open({
      async try(known, text, signal) {
        await Promise.resolve();
        stopped = signal.aborted;
        return tryPair(fake, known, text);
      },
    });
    const asked = store.getState().try("I live in Leeds.", "I moved to Hull.");
    store.getState().clear();
    await asked;
    expect(stopped).toBe(true);
    expect(store.getState().trying).toEqual({ is: "idle" });
  });
});

describe("The list of wrong verdicts", () => {
  const tryAndKeep = async (store: JudgeStore, known: string) => {
    await store.getState().try(known, "I moved to Hull.");
    store.getState().keepWrong("other");
  };

  it("keeps a verdict once, with what it should have been, and finds it again after a reload", async () => {
    const store = open();
    await tryAndKeep(store, "My desk is by the window.");
    expect(store.getState().trying).toMatchObject({ is: "judged", kept: true });
    store.getState().keepWrong("conflict");
    const one = {
      known: "My desk is by the window.",
      new: "I moved to Hull.",
      label: "other",
      judged: "update",
      model: "judge@fake",
      at: 1,
    };
    expect(store.getState().wrong).toEqual([one]);
    const later = open();
    expect(later.getState().wrong).toBeNull();
    later.getState().readWrong();
    expect(later.getState().wrong).toEqual([one]);
    expect(JSON.parse(await later.getState().wrongFile().text())).toEqual(one);
  });

  it("is one file of JSON lines, newest first", async () => {
    const store = open();
    await tryAndKeep(store, "A.");
    await tryAndKeep(store, "B.");
    const lines = (await store.getState().wrongFile().text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).known)).toEqual(["B.", "A."]);
  });

  it("is deleted one by one or whole, and comes back", async () => {
    const store = open();
    for (const known of ["A.", "B.", "C."]) await tryAndKeep(store, known);
    const all = store.getState().wrong ?? [];
    const knowns = () => readWrongVerdicts(storage).map((one) => one.known);
    store.getState().removeWrong(all[1] as never);
    expect(knowns()).toEqual(["C.", "A."]);
    store.getState().bringBack();
    expect(store.getState()).toMatchObject({ wrong: all, deleted: [] });
    store.getState().removeAllWrong();
    expect(knowns()).toEqual([]);
    expect(store.getState().trying).toMatchObject({ kept: false });
    store.getState().bringBack();
    expect(knowns()).toEqual(["C.", "B.", "A."]);
  });

  it("what was deleted is brought back only before the page is left", async () => {
    const store = open();
    for (const known of ["A.", "B."]) await tryAndKeep(store, known);
    store.getState().removeAllWrong();
    store.getState().leave();
    expect(store.getState()).toMatchObject({ trying: { is: "idle" }, deleted: [], wrong: [], notKept: null });
    store.getState().bringBack();
    expect(readWrongVerdicts(storage)).toEqual([]);
  });

  it("keeps what another tab kept", async () => {
    const [one, other] = [open(), open()];
    one.getState().readWrong();
    await tryAndKeep(other, "A.");
    await tryAndKeep(one, "B.");
    expect(readWrongVerdicts(storage).map((each) => each.known)).toEqual(["B.", "A."]);
  });

  it("says when there is no room, and claims nothing kept", async () => {
    const store = open();
    full = true;
    await tryAndKeep(store, "A.");
    expect(store.getState()).toMatchObject({ trying: { kept: false }, notKept: { name: "QuotaExceededError" } });
    full = false;
    store.getState().keepWrong("same");
    expect(store.getState()).toMatchObject({ trying: { kept: true }, notKept: null });
  });

  it("passes over damaged lines", () => {
    const line = { known: "A.", new: "B.", label: "same", judged: "other", model: "m", at: 1 };
    const damaged = ["", "{", "null", "[]", JSON.stringify({ ...line, label: "nonsense" }), JSON.stringify(line)];
    kept.set("cairn-judge-wrong", damaged.join("\n"));
    expect(readWrongVerdicts(storage)).toEqual([line]);
  });
});
