import { createCallProxy, type Endpoint, type Line, openLine, WorkerLost } from "./rpc";
import { ALIVE } from "./serveWorker";
import { type Locks, lifeLock, onThreadDeath } from "./threadLife";

export type WorkerState =
  | { is: "off" }
  | { is: "starting" }
  | { is: "ready" }
  /** It died, and starts again in a moment. */
  | { is: "lost"; reason: string }
  /** It died MAX_QUICK_DEATHS times in a row: only `start` or `restart` tries again. */
  | { is: "failed"; reason: string };

export interface SuperviseOptions<Api> {
  /** For people, e.g. "memory". */
  name: string;
  /** Makes the worker; `workerName` must be handed to it as its `name`. */
  create(workerName: string): Endpoint & Pick<Worker, "terminate">;
  /** Runs at each start, before any call that waited: the place to hand out ports anew. Must not wait for calls to other workers. */
  connect?(api: Api): void;
  onState?(state: WorkerState): void;
  locks?: Locks;
  timing?: Partial<Timing>;
}

interface Timing {
  /** A death within this time of the start counts as quick, ms. */
  quick: number;
  /** Wait before the first restart, ms; doubled at each further quick death. */
  pause: number;
  /** How long a start may take, ms. */
  start: number;
}

export interface SupervisedWorker<Api> {
  /** Calls start the worker, wait until it is ready, and reject with WorkerLost if it dies under them. */
  readonly api: Api;
  readonly state: WorkerState;
  /** Starts it where it is off or failed. */
  start(): void;
  /** Ends it at once and starts it again. */
  restart(): void;
  /** Ends it at once. The next call starts it again. */
  terminate(): void;
}

const TIMING: Timing = { quick: 10_000, pause: 100, start: 30_000 };
const MAX_QUICK_DEATHS = 5;

/** One life of the worker. */
interface Life<Api> {
  worker: ReturnType<SuperviseOptions<Api>["create"]>;
  line: Line<Api>;
  startedAt: number;
  startTimer: ReturnType<typeof setTimeout>;
}

/** A worker that is started when it is first needed, and again when it has died (threadLife.ts). */
export function superviseWorker<Api extends object>(options: SuperviseOptions<Api>): SupervisedWorker<Api> {
  const { name, create, connect, onState } = options;
  const locks = options.locks ?? navigator.locks;
  const timing = { ...TIMING, ...options.timing };
  let state: WorkerState = { is: "off" };
  let life: Life<Api> | null = null;
  let quickDeaths = 0;
  let restartTimer: ReturnType<typeof setTimeout> | undefined;
  const waiting: { resolve: (life: Life<Api>) => void; reject: (lost: WorkerLost) => void }[] = [];

  function setState(next: WorkerState): void {
    state = next;
    onState?.(next);
  }

  function launch(): void {
    clearTimeout(restartTimer);
    setState({ is: "starting" });
    const workerName = `${name}-${crypto.randomUUID()}`;
    let worker: Life<Api>["worker"];
    try {
      worker = create(workerName);
    } catch (error) {
      died(null, `it could not be made (${error instanceof Error ? error.message : String(error)})`);
      return;
    }
    const born: Life<Api> = {
      worker,
      line: openLine<Api>(worker),
      startedAt: performance.now(),
      startTimer: setTimeout(() => died(born, "it did not start in time"), timing.start),
    };
    life = born;
    let alive = false;
    worker.addEventListener("message", (event) => {
      if (alive || (event as MessageEvent).data !== ALIVE) return;
      alive = true;
      if (life === born) isAlive(born, workerName);
    });
    worker.addEventListener("error", (event) => {
      // Once it serves, an uncaught error does not end a worker: the browser's console has it.
      if (!alive) died(born, `it could not start (${(event as ErrorEvent).message || "its script did not load"})`);
    });
  }

  function isAlive(born: Life<Api>, workerName: string): void {
    clearTimeout(born.startTimer);
    onThreadDeath(lifeLock(workerName), () => died(born, "it stopped"), locks);
    setState({ is: "ready" });
    for (const { resolve } of waiting.splice(0)) resolve(born);
    // They go on in a microtask, after what `connect` calls.
    connect?.(born.line.api);
  }

  function died(dead: Life<Api> | null, reason: string): void {
    if (dead !== life) return;
    const lived = dead ? performance.now() - dead.startedAt : 0;
    end(reason);
    quickDeaths = lived < timing.quick ? quickDeaths + 1 : 1;
    if (quickDeaths >= MAX_QUICK_DEATHS) {
      setState({ is: "failed", reason: `The ${name} worker failed ${quickDeaths} times in a row: ${reason}.` });
      rejectWaiting();
      return;
    }
    setState({ is: "lost", reason });
    restartTimer = setTimeout(launch, timing.pause * 2 ** (quickDeaths - 1));
  }

  /** Ends the current life, if any, and rejects its calls. */
  function end(reason: string): void {
    clearTimeout(restartTimer);
    if (!life) return;
    const { worker, line, startTimer } = life;
    life = null;
    clearTimeout(startTimer);
    worker.terminate();
    line.cut(new WorkerLost(`The ${name} worker is gone: ${reason}.`));
  }

  function rejectWaiting(): void {
    const reason = state.is === "failed" ? state.reason : `The ${name} worker was stopped.`;
    for (const { reject } of waiting.splice(0)) reject(new WorkerLost(reason));
  }

  async function ready(): Promise<Life<Api>> {
    if (life && state.is === "ready") return life;
    if (state.is === "failed") throw new WorkerLost(state.reason);
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (state.is === "off") launch();
    });
  }

  const api = createCallProxy<Api>(async (method, args) => {
    const { line } = await ready();
    const member = Reflect.get(line.api, method) as (...args: unknown[]) => Promise<unknown>;
    return member(...args);
  });

  return {
    api,
    get state() {
      return state;
    },
    start() {
      if (state.is !== "off" && state.is !== "failed") return;
      quickDeaths = 0;
      launch();
    },
    restart() {
      end("it was restarted");
      quickDeaths = 0;
      launch();
    },
    terminate() {
      end("it was stopped");
      setState({ is: "off" });
      rejectWaiting();
    },
  };
}
