import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JudgeUnavailable } from "../../../src/engines/judge/JudgeUnavailable";
import { readGraph } from "../../../src/engines/judge/readGraph";
import { ModelCorrupt } from "../../../src/engines/llm/engineErrors";

const WHOLE = "the judge";
const FILE = {
  path: "judge/judge.onnx",
  bytes: WHOLE.length,
  sha256: createHash("sha256").update(WHOLE).digest("hex"),
};

/** What the host sends for each fetch, and what is kept for use without a network. */
let answers: (() => Promise<Response> | Response)[] = [];
let kept: string[] = [];
const asked: (RequestCache | undefined)[] = [];
const keep = vi.fn(async (_url: string, response: Response) => void kept.push(await response.text()));

beforeEach(() => {
  kept = [];
  asked.length = 0;
  vi.stubGlobal("fetch", async (_url: string, init?: RequestInit) => {
    asked.push(init?.cache);
    const answer = answers.shift();
    if (!answer) throw new TypeError("Failed to fetch");
    return answer();
  });
});
afterEach(() => void vi.unstubAllGlobals());

const sends = (...bodies: string[]) => {
  answers = bodies.map((body) => () => new Response(body));
};
const text = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes);
const failed = () => readGraph(FILE, keep).catch((error: unknown) => error);

describe("The judge's file", () => {
  it("is fetched once where it is whole", async () => {
    sends(WHOLE);
    expect(text(await readGraph(FILE, keep))).toBe(WHOLE);
    expect(asked).toEqual(["default"]);
    expect(kept).toEqual([]);
  });

  it("is fetched past every cache where the kept one is damaged, and kept once it is whole", async () => {
    sends("damage!!!", WHOLE);
    expect(text(await readGraph(FILE, keep))).toBe(WHOLE);
    expect(asked).toEqual(["default", "no-store"]);
    expect(kept).toEqual([WHOLE]);
  });

  it("is used where there is no room to keep it", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    keep.mockRejectedValueOnce(new DOMException("", "QuotaExceededError"));
    sends("damage!!!", WHOLE);
    expect(text(await readGraph(FILE, keep))).toBe(WHOLE);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it("that is damaged twice is nothing to keep, and the cause is told", async () => {
    sends("damage!!!", "damaged!!");
    const error = await failed();
    expect(error).toBeInstanceOf(JudgeUnavailable);
    expect((error as Error).cause).toBeInstanceOf(ModelCorrupt);
    expect(kept).toEqual([]);
  });

  it("that is damaged stays while there is no network, and the reason is a sentence", async () => {
    sends("damage!!!");
    const error = await failed();
    expect(error).toBeInstanceOf(JudgeUnavailable);
    expect((error as Error).message).toMatch(/without a network/);
    expect(kept).toEqual([]);
  });

  it("that is not there, or takes too long, is a sentence too", async () => {
    answers = [() => new Response("", { status: 404 })];
    expect(((await failed()) as Error).message).toMatch(/not here \(404\)/);
    answers = [() => Promise.reject(new DOMException("", "TimeoutError"))];
    expect(((await failed()) as Error).message).toMatch(/too long/);
  });
});
