import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JudgeUnavailable } from "../../../src/engines/judge/JudgeUnavailable";
import { encode } from "../../../src/memory/encode/encode";
import type { PassageId } from "../../../src/memory/model";
import { createMemoryIndex } from "../../../src/memory/recall/memoryIndex";
import { createJudging } from "../../../src/workers/memory/judging";
import { createFakeJudge, type FakeJudgeOptions } from "../../support/fakeJudge";
import { createHashIds } from "../../support/hashIds";
import { type OpenedMemory, openMemory, servePassages } from "../../support/openMemory";
import { aMemory as aMemoryRow, aPassage, aSource } from "../../support/rows";

const ids = createHashIds();

const FIRST = "My sister Ada lives in Leeds.";
const AGAIN = "Leeds is where my sister Ada has her home.";
const OTHER = "The boiler was serviced in March.";

/** Takes what names Leeds twice for the same. */
const sameLeeds: FakeJudgeOptions = {
  pair: (known, text) => ({ same: known.includes("Leeds") && text.includes("Leeds") ? 0.95 : 0 }),
};

async function aMemory(options: FakeJudgeOptions = sameLeeds) {
  const judge = createFakeJudge(options);
  return { judge, memory: await openMemory({}, judge) };
}

const held = async ({ api }: OpenedMemory) => {
  const { rows } = await api.search({ text: "", showPast: false, kind: null, offset: 0, limit: 100 });
  return rows.map(({ memory }) => [memory.text, memory.evidence.length]).sort();
};

const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
afterEach(() => void warn.mockClear());

describe("What is learned from a message", () => {
  it("reinforces what is known where the judge takes it for a repeat, and is found as before", async () => {
    const { judge, memory } = await aMemory();
    await memory.tell(FIRST);
    await memory.tell(OTHER);
    const { learned } = await memory.tell(AGAIN);
    expect(learned.map(({ what, text, support }) => [what, text, support])).toEqual([["reinforced", FIRST, 2]]);
    expect(judge.asked).toContainEqual({ known: FIRST, text: AGAIN });
    expect(await held(memory)).toEqual([
      [FIRST, 2],
      [OTHER, 1],
    ]);
    expect((await memory.api.health()).violations).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  it("[C9] asks nothing of words that are kept as a repeat already, and adds no row for them", async () => {
    const { judge, memory } = await aMemory();
    await memory.tell(FIRST);
    await memory.tell(AGAIN);
    const asked = judge.asked.length;
    const { learned } = await memory.tell(AGAIN);
    expect(judge.asked).toHaveLength(asked);
    expect(learned.map(({ what, text, support, saidAs }) => [what, text, support, saidAs])).toEqual([
      ["reinforced", FIRST, 3, [AGAIN]],
    ]);
    expect(await held(memory)).toEqual([[FIRST, 3]]);
    expect((await memory.api.health()).violations).toEqual([]);
  });

  it("[C9] words that are kept as a repeat already need no judge to be there", async () => {
    let away = false;
    const { memory } = await aMemory({
      ...sameLeeds,
      before() {
        if (away) throw new JudgeUnavailable("There is no judge.");
      },
    });
    await memory.tell(FIRST);
    await memory.tell(AGAIN);
    away = true;
    expect((await memory.tell(AGAIN)).learned.map(({ what }) => what)).toEqual(["reinforced"]);
    expect(await held(memory)).toEqual([[FIRST, 3]]);
  });

  it("is added as ever where the judge cannot be asked", async () => {
    const { memory } = await aMemory({
      before() {
        throw new JudgeUnavailable("There is no judge.");
      },
    });
    await memory.tell(FIRST);
    const { learned } = await memory.tell(AGAIN);
    expect(learned.map(({ what }) => what)).toEqual(["kept"]);
    expect(await held(memory)).toHaveLength(2);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("without the judge"), expect.any(JudgeUnavailable));
  });

  it("is what the judge came to in its time, and the rest as ever", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => stop.signal);
    const stop = new AbortController();
    let calls = 0;
    const { memory } = await aMemory({
      ...sameLeeds,
      before(options) {
        calls += 1;
        // The second sentence of the second message: one call for the sentence and one for its pairs came before.
        if (calls === 3) stop.abort();
        options?.signal?.throwIfAborted();
      },
    });
    await memory.tell(FIRST);
    expect(calls).toBe(0);
    const { learned } = await memory.tell(`${AGAIN} Leeds is the home of Ada, my sister.`);
    expect(learned.map(({ what }) => what).sort()).toEqual(["kept", "reinforced"]);
    timeout.mockRestore();
  });

  it("is added as ever where the judge does what no judge may do", async () => {
    const { memory } = await aMemory({
      before() {
        throw new RangeError("The judge left a sentence out.");
      },
    });
    await memory.tell(FIRST);
    expect((await memory.tell(AGAIN)).learned.map(({ what }) => what)).toEqual(["kept"]);
    expect(await held(memory)).toHaveLength(2);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("without the judge"), expect.any(RangeError));
  });

  it("holds no lock while the judge thinks: another message is stored meanwhile", async () => {
    let go = () => {};
    const thinking = new Promise<void>((resolve) => {
      go = resolve;
    });
    let asked = 0;
    const { memory } = await aMemory({
      ...sameLeeds,
      before() {
        asked += 1;
        return thinking;
      },
    });
    await memory.tell(FIRST);
    const again = memory.tell(AGAIN);
    await vi.waitFor(() => expect(asked).toBe(1));
    const stored = await memory.api.say({
      chatId: "c2",
      turnId: "t9",
      text: "Meanwhile.",
      saidAt: 1,
    } as Parameters<typeof memory.api.say>[0]);
    expect(stored.passage.text).toBe("Meanwhile.");
    go();
    expect((await again).learned.map(({ what }) => what)).toEqual(["reinforced"]);
  });

  it("asks nothing for a file: its sentences are added", async () => {
    const { judge, memory } = await aMemory();
    await memory.tell(FIRST);
    await memory.api.addFile(servePassages("notes.txt", [FIRST, AGAIN]), () => undefined);
    expect(judge.asked).toEqual([]);
  });
});

describe("A judge", () => {
  const [candidate] = encode({ id: "p1" as PassageId, text: AGAIN, speaker: "user" }, { ids });
  const candidates = candidate ? [candidate] : [];
  const index = createMemoryIndex();
  const passage = aPassage({ id: "p0", text: FIRST });
  const evidence = [{ passageId: passage.id, start: 0, end: FIRST.length }];
  const known = aMemoryRow({ id: "m1", text: FIRST, textKey: "k1", evidence });
  index.apply([
    { table: "sources", id: "s1", after: aSource() },
    { table: "passages", id: passage.id, after: passage },
    { table: "memories", id: known.id, after: known },
  ]);

  const never = (options?: { signal?: AbortSignal }) =>
    new Promise<void>((_, reject) => {
      options?.signal?.addEventListener("abort", () => reject(options.signal?.reason));
    });

  function open(options: FakeJudgeOptions, embedAside = async (): Promise<Float32Array[] | null> => null) {
    let asked = 0;
    const judge = createFakeJudge({
      ...options,
      before(given) {
        asked += 1;
        return options.before?.(given);
      },
    });
    return { judging: createJudging({ judge, indexer: { index, embedAside } }), asked: () => asked };
  }

  const timeouts: AbortController[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    timeouts.length = 0;
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const stop = new AbortController();
      timeouts.push(stop);
      setTimeout(() => stop.abort(new DOMException("", "TimeoutError")), ms);
      return stop.signal;
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.mocked(AbortSignal.timeout).mockRestore();
  });

  it("that hangs is waited for once, and left alone for a minute", async () => {
    const { judging, asked } = open({ before: never });
    const first = judging.repeats(candidates, "user");
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await first).size).toBe(0);
    expect(asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(59_000);
    expect((await judging.repeats(candidates, "user")).size).toBe(0);

    expect(asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    void judging.repeats(candidates, "user");
    await vi.advanceTimersByTimeAsync(0);
    expect(asked()).toBe(2);
  });

  it("that is only too slow for a long message is asked again for the next", async () => {
    let calls = 0;
    const { judging, asked } = open({
      before(options) {
        calls += 1;
        return calls > 1 ? never(options) : undefined;
      },
    });
    const first = judging.repeats(candidates, "user");
    await vi.advanceTimersByTimeAsync(10_000);
    await first;
    void judging.repeats(candidates, "user");
    await vi.advanceTimersByTimeAsync(0);
    expect(asked()).toBe(3);
  });

  it("has its time from when the embedding is done", async () => {
    const { judging } = open(sameLeeds, async () => {
      await new Promise((resolve) => setTimeout(resolve, 9_999));
      return null;
    });
    const repeats = judging.repeats(candidates, "user");
    await vi.advanceTimersByTimeAsync(9_000);
    expect(timeouts).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([...(await repeats).values()]).toEqual([{ id: "m1", textKey: "k1" }]);
  });

  it("is not needed for anything: a failing search or embedder stops nothing either", async () => {
    const { judging } = open(sameLeeds, async () => {
      throw new Error("The embedder broke down.");
    });
    expect((await judging.repeats(candidates, "user")).size).toBe(0);
  });
});
