import type { Timers } from "./coalesce";
import type { MemoryEvents } from "./memoryEvents";

/** After how long without a hand on the page Cairn reflects, in milliseconds. */
export const IDLE_MS = 5 * 60_000;

export interface IdleReflectionDeps {
  reflect(): Promise<void>;
  events: MemoryEvents;
  timers: Timers;
  /** Whether it may run now: the database serves, nothing is being answered or added. */
  mayRun(): boolean;
  idleMs?: number;
}

/** Runs a pass once the page was left alone for a while and something new was learned since the last one. */
export interface IdleReflection {
  /** A key or a pointer moved: the wait begins again. */
  active(): void;
  stop(): void;
}

export function createIdleReflection({
  reflect,
  events,
  timers,
  mayRun,
  idleMs = IDLE_MS,
}: IdleReflectionDeps): IdleReflection {
  let fresh = false;
  let running = false;
  let timer: number | null = null;

  const wait = () => {
    if (timer !== null) timers.clear(timer);
    timer = timers.set(run, idleMs);
  };
  const run = async () => {
    timer = null;
    if (!fresh || running) return;
    if (!mayRun()) {
      wait();
      return;
    }
    fresh = false;
    running = true;
    try {
      await reflect();
    } finally {
      running = false;
    }
  };
  const unlisten = events.listen((event) => {
    if (event.type !== "changed" || running || !event.tables.includes("memories")) return;
    // What a pass itself changed, here or in another tab, is not news.
    if (event.tables.includes("passes")) return;
    fresh = true;
    wait();
  });
  return {
    active() {
      if (fresh && !running) wait();
    },
    stop() {
      unlisten();
      if (timer !== null) timers.clear(timer);
    },
  };
}
