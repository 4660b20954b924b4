import { describe, expect, it } from "vitest";
import { expose, WorkerLost, wrapPort } from "../../src/workers/rpc";
import { superviseWorker, type WorkerState } from "../../src/workers/superviseWorker";
import { FakeLocks } from "../support/fakeLocks";
import { FakeWorker } from "../support/fakeWorker";

interface EchoApi {
  echo(text: string): Promise<string>;
  hang(): Promise<void>;
}

const echo: EchoApi = { echo: async (text) => `${text} ${text}`, hang: () => new Promise(() => undefined) };

function supervise(options: { apiOf?: (birth: number) => object | null; connect?: (api: EchoApi) => void } = {}) {
  const locks = new FakeLocks();
  const workers: FakeWorker[] = [];
  const states: WorkerState[] = [];
  const supervised = superviseWorker<EchoApi>({
    name: "echo",
    create(workerName) {
      const worker = new FakeWorker(workerName, locks, options.apiOf ? options.apiOf(workers.length) : echo);
      workers.push(worker);
      return worker;
    },
    connect: options.connect,
    onState: (state) => states.push(state),
    locks,
    timing: { pause: 2, start: 200 },
  });
  const is = () => states.map((state) => state.is);
  return { ...supervised, supervised, workers, states, is, api: supervised.api };
}

describe("a supervised worker", () => {
  it("is off until the first call, which starts it", async () => {
    const { supervised, api, workers, is } = supervise();
    expect(supervised.state).toEqual({ is: "off" });
    expect(workers).toHaveLength(0);
    expect(await api.echo("a")).toBe("a a");
    expect(workers).toHaveLength(1);
    expect(is()).toEqual(["starting", "ready"]);
    supervised.terminate();
  });

  it("starts once for many calls, and answers them all", async () => {
    const { supervised, api, workers } = supervise();
    expect(await Promise.all([api.echo("a"), api.echo("b")])).toEqual(["a a", "b b"]);
    expect(workers).toHaveLength(1);
    supervised.terminate();
  });

  it("rejects the calls under way with WorkerLost when it dies, and starts again by itself", async () => {
    const { supervised, api, workers, is } = supervise();
    await api.echo("a");
    const call = api.hang();
    await api.echo("sent");
    workers[0]?.crash();
    await expect(call).rejects.toBeInstanceOf(WorkerLost);
    await expect.poll(() => supervised.state.is).toBe("ready");
    expect(await api.echo("b")).toBe("b b");
    expect(is()).toEqual(["starting", "ready", "lost", "starting", "ready"]);
    supervised.terminate();
  });

  it("keeps a call made between two lives for the next one", async () => {
    const { supervised, api, workers } = supervise();
    await api.echo("a");
    workers[0]?.crash();
    await expect.poll(() => supervised.state.is).not.toBe("ready");
    expect(await api.echo("b")).toBe("b b");
    supervised.terminate();
  });

  it("connects at every start, before the calls that waited", async () => {
    const order: string[] = [];
    const api: EchoApi = {
      ...echo,
      async echo(text) {
        order.push(text);
        return text;
      },
    };
    const all = supervise({ apiOf: () => api, connect: (direct) => void direct.echo("connect") });
    await all.api.echo("first");
    all.workers[0]?.crash();
    await expect.poll(() => order.length).toBe(3);
    await all.api.echo("second");
    expect(order).toEqual(["connect", "first", "connect", "second"]);
    all.supervised.terminate();
  });

  it("gives up after five quick deaths in a row, says why, and tries again when started", async () => {
    let broken = true;
    const { supervised, api, workers, is } = supervise({ apiOf: () => (broken ? null : echo) });
    const call = api.echo("a").catch((error: unknown) => error);
    for (let death = 0; death < 5; death++) {
      await expect.poll(() => workers.length).toBe(death + 1);
      workers[death]?.failToLoad("404");
    }
    expect(await call).toBeInstanceOf(WorkerLost);
    expect(supervised.state).toMatchObject({ is: "failed", reason: expect.stringContaining("5 times in a row") });
    expect(is().filter((state) => state === "lost")).toHaveLength(4);
    await expect(api.echo("b")).rejects.toThrow("404");
    broken = false;
    supervised.start();
    expect(await api.echo("c")).toBe("c c");
    supervised.terminate();
  });

  it("counts a start that takes too long as a death", async () => {
    const { supervised, api, workers } = supervise({ apiOf: (birth) => (birth === 0 ? null : echo) });
    expect(await api.echo("a")).toBe("a a");
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
    supervised.terminate();
  });

  it("counts a worker that cannot be made as a death", async () => {
    const supervised = superviseWorker<EchoApi>({
      name: "echo",
      create() {
        throw new TypeError("no such script");
      },
      locks: new FakeLocks(),
      timing: { pause: 1 },
    });
    await expect(supervised.api.echo("a")).rejects.toThrow("no such script");
    expect(supervised.state.is).toBe("failed");
  });

  it("rejects calls when it is terminated, and starts again at the next call", async () => {
    const { supervised, api, workers } = supervise();
    await api.echo("a");
    const call = api.hang();
    await api.echo("sent");
    supervised.terminate();
    await expect(call).rejects.toBeInstanceOf(WorkerLost);
    expect(supervised.state).toEqual({ is: "off" });
    expect(await api.echo("b")).toBe("b b");
    expect(workers).toHaveLength(2);
    supervised.terminate();
  });

  it("restarts on demand without counting a death", async () => {
    const { supervised, api, is } = supervise();
    await api.echo("a");
    for (let time = 0; time < 8; time++) {
      supervised.restart();
      await api.echo("b");
    }
    expect(is()).not.toContain("lost");
    expect(is()).not.toContain("failed");
    supervised.terminate();
  });

  it("is noticed to be dead also by who has a port to it", async () => {
    const { supervised, api, workers } = supervise();
    await api.echo("a");
    const { port1, port2 } = new MessageChannel();
    expose(echo, port2);
    const other = wrapPort<EchoApi>(port1);
    expect(await other.echo("b")).toBe("b b");
    const call = other.hang();
    workers[0]?.crash();
    await expect(call).rejects.toBeInstanceOf(WorkerLost);
    supervised.terminate();
    port1.close();
  });

  it("does not mind an uncaught error of a worker that serves", async () => {
    const { supervised, api, workers } = supervise();
    await api.echo("a");
    workers[0]?.failToLoad("a late error");
    expect(await api.echo("b")).toBe("b b");
    expect(supervised.state.is).toBe("ready");
    expect(workers).toHaveLength(1);
    supervised.terminate();
  });
});
