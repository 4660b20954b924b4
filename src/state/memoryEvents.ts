import type { MemoryEvent } from "../workers/memoryProtocol";

/** restarted: memory.worker died and serves again; whatever is shown may have changed meanwhile. */
export type PageEvent = MemoryEvent | { type: "restarted" };

/** Hands each event of memory.worker to every store that shows something of it. */
export interface MemoryEvents {
  emit(event: PageEvent): void;
  /** Returns the way to stop listening. */
  listen(listener: (event: PageEvent) => void): () => void;
}

export function createMemoryEvents(): MemoryEvents {
  const listeners = new Set<(event: PageEvent) => void>();
  return {
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
