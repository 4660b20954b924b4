import { type Endpoint, expose } from "./rpc";
import { holdLifeLock, type Locks } from "./threadLife";

/** What a worker posts once it holds its lock and serves. */
export const ALIVE = "cairn-alive";

/** A worker's own scope; `name` is what superviseWorker handed to it. */
export interface WorkerScope extends Endpoint {
  readonly name: string;
}

/** Serves `api` to the thread that made this worker, and says that it is alive by holding a Web Lock. */
export function serveWorker(
  api: object,
  scope: WorkerScope = globalThis as unknown as WorkerScope,
  locks?: Locks,
): void {
  expose(api, scope);
  holdLifeLock(scope.name, () => scope.postMessage(ALIVE), locks);
}
