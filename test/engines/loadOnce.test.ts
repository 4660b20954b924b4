import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadOnce } from "../../src/engines/embedder/loadOnce";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("What is loaded is loaded once, also by calls at the same time", async () => {
  const load = vi.fn(async () => ({}));
  const loaded = loadOnce(load);
  const [first, second] = await Promise.all([loaded(), loaded()]);
  expect(await loaded()).toBe(first);
  expect(second).toBe(first);
  expect(load).toHaveBeenCalledTimes(1);
});

it("After a failure the next call tries again", async () => {
  const load = vi.fn(async () => "here");
  load.mockRejectedValueOnce(new Error("not here"));
  const loaded = loadOnce(load);
  await expect(loaded()).rejects.toThrow("not here");
  expect(await loaded()).toBe("here");
});

it("A failure stands for as long as it is told to", async () => {
  const load = vi.fn(async () => "here");
  load.mockRejectedValueOnce(new Error("not here"));
  const loaded = loadOnce(load, () => 60_000);
  await expect(loaded()).rejects.toThrow("not here");
  vi.advanceTimersByTime(59_000);
  await expect(loaded()).rejects.toThrow("not here");
  expect(load).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(await loaded()).toBe("here");
});

it("How long it stands may depend on what it was", async () => {
  const load = vi.fn(async () => "here");
  load.mockRejectedValueOnce(new Error("damaged")).mockRejectedValueOnce(new Error("offline"));
  const loaded = loadOnce(load, (error) => (error instanceof Error && error.message === "damaged" ? 600_000 : 60_000));
  await expect(loaded()).rejects.toThrow("damaged");
  vi.advanceTimersByTime(599_000);
  await expect(loaded()).rejects.toThrow("damaged");
  vi.advanceTimersByTime(1_000);
  await expect(loaded()).rejects.toThrow("offline");
  vi.advanceTimersByTime(60_000);
  expect(await loaded()).toBe("here");
});
