import { type Endpoint, expose } from "./rpc";

/** What a worker posts once it holds its lock and serves. */
export const ALIVE = "cairn-alive";

/** The Web Lock that a worker of this name holds for as long as it lives. */
export function lifeLock(workerName: string): string {
  return `cairn-worker-${workerName}`;
}

/** The part of LockManager that tells the living from the dead. */
export interface Locks {
  request(name: string, callback: () => Promise<void> | void): Promise<unknown>;
}

/** The worker's own scope, by default: `name` is what superviseWorker handed to it. */
export interface WorkerScope extends Endpoint {
  readonly name: string;
}

/** Serves `api` to the thread that made this worker, and says that it is alive by holding a Web Lock. */
export function serveWorker(
  api: object,
  scope: WorkerScope = globalThis as unknown as WorkerScope,
  locks: Locks = navigator.locks,
): void {
  expose(api, scope);
  void locks.request(lifeLock(scope.name), () => {
    scope.postMessage(ALIVE);
    // Held until the thread is gone: that is the whole message.
    return new Promise<void>(() => undefined);
  });
}
