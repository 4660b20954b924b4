import { afterEach, describe, expect, it } from "vitest";
import { expose, transfer, WorkerLost, wrapPort } from "../../src/workers/rpc";

interface TestApi {
  add(a: number, b: number): Promise<number>;
  fail(name: string, message: string): Promise<void>;
  count(upTo: number, onNumber: (n: number) => void): Promise<string>;
  waitFor(signal?: AbortSignal): Promise<string>;
  subscribe(listener: (event: { n: number }) => void): Promise<void>;
  emit(n: number): Promise<void>;
  nameOf(error: Error): Promise<string>;
  passOn(port: MessagePort): Promise<void>;
  vectors(n: number): Promise<Float32Array>;
  hang(): Promise<void>;
}

function serve() {
  const { port1, port2 } = new MessageChannel();
  let listener: (event: { n: number }) => void = () => undefined;
  const seen = { signals: [] as AbortSignal[] };
  const api: TestApi = {
    add: async (a, b) => a + b,
    async fail(name, message) {
      throw Object.assign(new Error(message), { name });
    },
    async count(upTo, onNumber) {
      for (let n = 1; n <= upTo; n++) onNumber(n);
      return "counted";
    },
    async waitFor(signal) {
      if (!signal) return "no signal";
      seen.signals.push(signal);
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw signal.reason;
    },
    async subscribe(next) {
      listener = next;
    },
    async emit(n) {
      listener({ n });
    },
    nameOf: async (error) => `${error instanceof Error} ${error.name}: ${error.message}`,
    async passOn(port) {
      expose(api, port);
    },
    async vectors(n) {
      const rows = new Float32Array(n).fill(1);
      return transfer(rows, [rows.buffer]);
    },
    hang: () => new Promise(() => undefined),
  };
  expose(api, port2);
  return { api: wrapPort<TestApi>(port1), port1, port2, seen };
}

describe("calls between threads", () => {
  const ends: MessagePort[] = [];
  const served = () => {
    const all = serve();
    ends.push(all.port1, all.port2);
    return all;
  };
  afterEach(() => {
    for (const port of ends.splice(0)) port.close();
  });

  it("return what the other side returns", async () => {
    expect(await served().api.add(2, 3)).toBe(5);
  });

  it("reject with an error of the same name and message", async () => {
    await expect(served().api.fail("QuotaError", "The disk is full.")).rejects.toMatchObject({
      name: "QuotaError",
      message: "The disk is full.",
    });
  });

  it("resolve only after every piece that went to a callback has arrived", async () => {
    const { api } = served();
    for (let round = 0; round < 20; round++) {
      const numbers: number[] = [];
      expect(await api.count(50, (n) => numbers.push(n))).toBe("counted");
      expect(numbers).toHaveLength(50);
      expect(numbers.at(-1)).toBe(50);
    }
  });

  it("keep a callback that outlives its call", async () => {
    const { api } = served();
    const events: number[] = [];
    await api.subscribe(({ n }) => events.push(n));
    await api.emit(1);
    await api.emit(2);
    await expect.poll(() => events).toEqual([1, 2]);
  });

  it("carry an abort, with its reason, to the other side", async () => {
    const { api } = served();
    const stop = new AbortController();
    const call = api.waitFor(stop.signal);
    stop.abort(new DOMException("Enough.", "AbortError"));
    await expect(call).rejects.toMatchObject({ name: "AbortError", message: "Enough." });
  });

  it("carry a signal that is aborted before the call", async () => {
    await expect(served().api.waitFor(AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  });

  it("let go of a signal when the call has ended", async () => {
    const { api, seen } = served();
    const stop = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = stop.signal;
    stop.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(stop.signal, args);
    };
    stop.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(stop.signal, args);
    };
    const aborted = api.waitFor(AbortSignal.abort());
    await aborted.catch(() => undefined);
    // `fail` takes two strings and ignores the third: the call ends with the signal still alive.
    const withSignal = api.fail as (...args: unknown[]) => Promise<void>;
    await withSignal("Error", "ended", stop.signal).catch(() => undefined);
    await expect.poll(() => listeners).toBe(0);
    expect(seen.signals).toHaveLength(1);
  });

  it("work without the optional signal", async () => {
    expect(await served().api.waitFor()).toBe("no signal");
  });

  it("carry an error as an argument", async () => {
    const error = Object.assign(new Error("gone"), { name: "WorkerLost" });
    expect(await served().api.nameOf(error)).toBe("true WorkerLost: gone");
  });

  it("carry a port, on which the same is served", async () => {
    const { api } = served();
    const { port1, port2 } = new MessageChannel();
    ends.push(port1);
    await api.passOn(port2);
    expect(await wrapPort<TestApi>(port1).add(20, 3)).toBe(23);
  });

  it("move buffers instead of copying them", async () => {
    expect((await served().api.vectors(1000)).length).toBe(1000);
  });

  it("reject with WorkerLost when the other end of a port is gone, and from then on", async () => {
    const { api, port2 } = served();
    const call = api.hang();
    await api.add(1, 1);
    port2.close();
    await expect(call).rejects.toBeInstanceOf(WorkerLost);
    await expect(api.add(1, 1)).rejects.toBeInstanceOf(WorkerLost);
  });

  it("leave an api that can be returned from an async function", async () => {
    const { api } = served();
    const same = await (async () => api)();
    expect(await same.add(1, 1)).toBe(2);
  });
});
