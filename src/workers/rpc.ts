/**
 * Calls between threads, over comlink. Arguments and results may be what structured clone copies, and at the top
 * level of an argument list also an AbortSignal, a callback, an Error (its name is kept) or a MessagePort.
 */
import * as comlink from "comlink";
import { registerRpcValues, settle } from "./rpcValues";
import { onThreadDeath, ownLifeLock } from "./threadLife";

registerRpcValues();

/** What calls travel over: a Worker, a worker's own scope, or a MessagePort. */
export type Endpoint = comlink.Endpoint;

/** Why a call did not end: the thread that served it is gone. What it had written may or may not be there. */
export class WorkerLost extends Error {
  override readonly name = "WorkerLost";
}

/** Marks what moves to the other thread instead of being copied, e.g. `transfer(vectors, [vectors.buffer])`. */
export const transfer: <T>(value: T, moved: Transferable[]) => T = comlink.transfer;

/**
 * Serves `api` at `endpoint`. When a call settles, every piece it sent to a callback has arrived before its result,
 * and its signals are let go.
 */
export function expose(api: object, endpoint: Endpoint): void {
  const served = new Proxy(api, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        try {
          return await Reflect.apply(member, target, args);
        } finally {
          await settle(args);
        }
      };
    },
  });
  comlink.expose(served, endpoint);
  const lock = ownLifeLock();
  if (lock && endpoint instanceof MessagePort) endpoint.postMessage({ lifeLock: lock } satisfies LifeNote);
}

/** What a worker says first at a port that it serves: the lock by which the other end notices its death. */
interface LifeNote {
  lifeLock: string;
}

/** The calling side of an endpoint. */
export interface Line<Api> {
  readonly api: Api;
  /** Rejects the calls under way and every later one. */
  cut(lost: WorkerLost): void;
}

/** A line to the `Api` served at the other end of `endpoint`: every member an async function. */
export function openLine<Api extends object>(endpoint: Endpoint): Line<Api> {
  const remote = comlink.wrap(endpoint) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const underWay = new Set<(lost: WorkerLost) => void>();
  let cutBy: WorkerLost | null = null;

  const call = (method: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      if (cutBy) throw cutBy;
      underWay.add(reject);
      remote[method]?.(...args)
        .then(resolve, reject)
        .finally(() => underWay.delete(reject));
    });

  return {
    api: createCallProxy<Api>(call),
    cut(lost) {
      cutBy ??= lost;
      for (const reject of underWay) reject(lost);
    },
  };
}

/** An `Api` that hands each call to `call`. */
export function createCallProxy<Api extends object>(call: (method: string, args: unknown[]) => Promise<unknown>): Api {
  return new Proxy({} as Api, {
    // Not thenable, so that it can be returned from async functions.
    get: (_target, key) =>
      typeof key === "string" && key !== "then" ? (...args: unknown[]) => call(key, args) : undefined,
  });
}

/** A line over a port. It is cut when the worker that serves at the other end is gone. */
export function openPort<Api extends object>(port: MessagePort): Line<Api> {
  const line = openLine<Api>(port);
  const cut = () => line.cut(new WorkerLost("The worker at the other end is gone."));
  port.addEventListener("message", ({ data }: MessageEvent<Partial<LifeNote> | null>) => {
    if (typeof data?.lifeLock === "string") onThreadDeath(data.lifeLock, cut);
  });
  // In the HTML standard, and in Node; Chromium 156 has no such event.
  port.addEventListener("close", cut);
  port.start();
  return {
    api: line.api,
    cut(lost) {
      line.cut(lost);
      port.close();
    },
  };
}

/** The `Api` served at the other end of `port`. Calls reject with WorkerLost once the worker there is gone. */
export function wrapPort<Api extends object>(port: MessagePort): Api {
  return openPort<Api>(port).api;
}
