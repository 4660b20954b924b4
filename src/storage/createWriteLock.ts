/** Runs one piece of work at a time, in the order asked. Work that asks for its own lock again waits for ever. */
export type WriteLock = <T>(work: () => Promise<T>) => Promise<T>;

/** The part of navigator.locks that is used. */
export type Locks = Pick<LockManager, "request">;

const shared = new Map<string, WriteLock>();

/** A lock that every tab shares, by Web Locks; where there are none (tests, old runtimes) one that this process shares. */
export function createWriteLock(name: string, locks: Locks | null): WriteLock {
  if (!locks) {
    const queue = shared.get(name) ?? createQueue();
    shared.set(name, queue);
    return queue;
  }
  return async <T>(work: () => Promise<T>) => {
    let running: Promise<T> | null = null;
    try {
      return (await locks.request(name, () => {
        running = work();
        return running;
      })) as T;
    } catch (error) {
      // A stolen lock rejects while the work goes on; what came of the work is still the answer.
      if (running) return running;
      throw error;
    }
  };
}

/** A lock of one owner. */
export function createQueue(): WriteLock {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
