import type { Endpoint } from "../../src/workers/rpc";
import { serveWorker } from "../../src/workers/serveWorker";
import { lifeLock } from "../../src/workers/threadLife";
import type { FakeLocks } from "./fakeLocks";

/** A worker in this thread: both sides of a MessageChannel, with an `error` event, and a death that only its lock tells. */
export class FakeWorker extends EventTarget {
  readonly #page: MessagePort;
  readonly #inside: MessagePort;
  readonly #locks: FakeLocks;
  readonly #name: string;
  terminated = false;

  constructor(name: string, locks: FakeLocks, api: object | null) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#page = port1;
    this.#inside = port2;
    this.#locks = locks;
    this.#name = name;
    port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
    if (api) serveWorker(api, Object.assign(port2 as unknown as Endpoint, { name }), locks);
  }

  postMessage(message: unknown, moved: Transferable[] = []): void {
    if (!this.terminated) this.#page.postMessage(message, moved);
  }

  terminate(): void {
    this.terminated = true;
    this.#inside.close();
    this.#locks.break(lifeLock(this.#name));
  }

  /** Dies without a word, as a thread that ran out of memory does. */
  crash(): void {
    this.terminate();
  }

  failToLoad(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }
}
