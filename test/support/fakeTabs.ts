import type { SharingLocks } from "../../src/engines/llm/electHolder";
import type { TabChannel } from "../../src/engines/llm/sharedLlm";

type Hold = () => Promise<void> | void;

interface Request {
  tab: FakeTab;
  name: string;
  hold: Hold;
  resolve(): void;
  reject(error: Error): void;
}

/** The tabs of one browser: they share locks and a broadcast channel, and can crash or fall asleep. */
export class FakeTabs {
  /** The first of each name holds it. */
  readonly #locks = new Map<string, Request[]>();
  readonly #tabs: FakeTab[] = [];

  open(): FakeTab {
    const tab = new FakeTab(this);
    this.#tabs.push(tab);
    return tab;
  }

  /** Everyone who holds or waits for the lock, the holder first. */
  queue(name: string): FakeTab[] {
    return (this.#locks.get(name) ?? []).map(({ tab }) => tab);
  }

  request(request: Request, steal: boolean): void {
    const queue = this.#locks.get(request.name) ?? [];
    this.#locks.set(request.name, queue);
    if (steal) {
      queue.shift()?.reject(new DOMException("The lock was stolen.", "AbortError"));
      queue.unshift(request);
    } else {
      queue.push(request);
    }
    if (queue[0] === request) this.#grant(request);
  }

  broadcast(from: FakeTab, message: unknown): void {
    for (const tab of this.#tabs) if (tab !== from) tab.deliver(structuredClone(message));
  }

  /** What a browser does when a tab is closed or dies. */
  drop(tab: FakeTab): void {
    this.#tabs.splice(this.#tabs.indexOf(tab), 1);
    for (const [name, queue] of this.#locks) {
      const holder = queue[0];
      this.#locks.set(
        name,
        queue.filter((request) => request.tab !== tab),
      );
      if (holder?.tab === tab) this.#grantNext(name);
    }
  }

  #grantNext(name: string): void {
    const next = this.#locks.get(name)?.[0];
    if (next) this.#grant(next);
  }

  #grant(request: Request): void {
    queueMicrotask(async () => {
      if (this.#locks.get(request.name)?.[0] !== request) return;
      await request.hold();
      request.resolve();
      const queue = this.#locks.get(request.name);
      if (queue?.[0] !== request) return;
      queue.shift();
      this.#grantNext(request.name);
    });
  }
}

export class FakeTab {
  readonly #tabs: FakeTabs;
  readonly locks: SharingLocks;
  readonly channel: TabChannel;
  #asleep: unknown[] | null = null;
  #crashed = false;

  constructor(tabs: FakeTabs) {
    this.#tabs = tabs;
    const request = (name: string, optionsOrHold: { steal: true } | Hold, maybeHold?: Hold) =>
      new Promise<void>((resolve, reject) => {
        if (this.#crashed) return;
        const hold = typeof optionsOrHold === "function" ? optionsOrHold : (maybeHold as Hold);
        this.#tabs.request({ tab: this, name, hold, resolve, reject }, typeof optionsOrHold === "object");
      });
    this.locks = { request };
    this.channel = {
      onmessage: null,
      postMessage: (message) => {
        if (!this.#crashed) this.#tabs.broadcast(this, message);
      },
    };
  }

  /** Says something to the other tabs, as any script of the origin can. */
  post(message: unknown): void {
    this.#tabs.broadcast(this, message);
  }

  deliver(data: unknown): void {
    if (this.#asleep) this.#asleep.push(data);
    else setTimeout(() => this.#crashed || this.channel.onmessage?.(new MessageEvent("message", { data })));
  }

  crash(): void {
    this.#crashed = true;
    this.#tabs.drop(this);
  }

  /** Hears nothing until it wakes, and keeps its locks. */
  sleep(): void {
    this.#asleep = [];
  }

  wake(): void {
    const heard = this.#asleep ?? [];
    this.#asleep = null;
    for (const data of heard) this.deliver(data);
  }
}
