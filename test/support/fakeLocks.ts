import type { Locks } from "../../src/workers/threadLife";

/** A LockManager in memory: one holder a name, the others wait in turn. `break` is what a browser does when a holder's thread dies. */
export class FakeLocks implements Locks {
  readonly #queues = new Map<string, { run: () => Promise<void> | void; over: () => void }[]>();

  async request(name: string, callback: () => Promise<void> | void): Promise<void> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    await new Promise<void>((over) => {
      queue.push({ run: callback, over });
      if (queue.length === 1) void this.#grant(name);
    });
  }

  /** Ends the holder of `name`, whatever it still does. */
  break(name: string): void {
    this.#queues.get(name)?.shift()?.over();
    void this.#grant(name);
  }

  async #grant(name: string): Promise<void> {
    const holder = this.#queues.get(name)?.[0];
    if (!holder) return;
    await holder.run();
    if (this.#queues.get(name)?.[0] === holder) this.break(name);
  }
}
