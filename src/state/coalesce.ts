/** What setTimeout does, handed in so that tests set the pace. */
export interface Timers {
  set(callback: () => void, milliseconds: number): number;
  clear(timer: number): void;
}

/**
 * Runs `work` soon after it is asked for: many requests within `milliseconds` become one run, and one that comes
 * while it runs makes it run once more. So 200 changes in a row do not cause 200 reads.
 */
export function coalesce(work: () => Promise<void>, milliseconds: number, timers: Timers): () => void {
  type State = "idle" | "waiting" | "running" | "again";
  let state: State = "idle";
  const start = () => {
    state = "waiting";
    timers.set(async () => {
      state = "running";
      try {
        await work();
      } finally {
        if ((state as State) === "again") start();
        else state = "idle";
      }
    }, milliseconds);
  };
  return () => {
    if (state === "idle") start();
    else if (state === "running") state = "again";
  };
}
