/**
 * How threads know of each other's death. A browser does not tell when a worker is gone, so each worker holds a Web Lock
 * for as long as it lives: whoever asks for the same lock is granted it at the moment of its death.
 */

/** The part of LockManager that is needed for it. */
export interface Locks {
  request(name: string, callback: () => Promise<void> | void): Promise<unknown>;
}

let ownLock: string | null = null;
let threadLocks: Locks | undefined = globalThis.navigator?.locks;

/** The Web Lock that a worker of this name holds. */
export function lifeLock(workerName: string): string {
  return `cairn-worker-${workerName}`;
}

/** The lock that this thread holds; null on the page, with which everything ends. */
export function ownLifeLock(): string | null {
  return ownLock;
}

/** Holds the lock of this thread, a worker of that name, until it is gone. `onHeld` runs once it does. */
export function holdLifeLock(workerName: string, onHeld: () => void, locks: Locks = navigator.locks): void {
  threadLocks = locks;
  void locks.request(lifeLock(workerName), () => {
    ownLock = lifeLock(workerName);
    onHeld();
    return new Promise<void>(() => undefined);
  });
}

/** Runs `onDeath` when the thread that holds `lock` is gone. */
export function onThreadDeath(lock: string, onDeath: () => void, locks: Locks | undefined = threadLocks): void {
  void locks?.request(lock, onDeath);
}
