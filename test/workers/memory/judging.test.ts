import { afterEach, describe, expect, it, vi } from "vitest";
import { JudgeUnavailable } from "../../../src/engines/judge/JudgeUnavailable";
import { createFakeJudge, type FakeJudgeOptions } from "../../support/fakeJudge";
import { type OpenedMemory, openMemory, servePassages } from "../../support/openMemory";

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

  it("fails loudly where the judge does what no judge may do", async () => {
    const { memory } = await aMemory({
      before() {
        throw new RangeError("The judge left a sentence out.");
      },
    });
    await memory.tell(FIRST);
    await expect(memory.tell(AGAIN)).rejects.toThrow("left a sentence out");
    expect(await held(memory)).toHaveLength(1);
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
