import type { MemoryEvent } from "../workers/memoryProtocol";

/** Hands each event of memory.worker to every store that shows something of it. */
export interface MemoryEvents {
  emit(event: MemoryEvent): void;
  /** Returns the way to stop listening. */
  listen(listener: (event: MemoryEvent) => void): () => void;
}

export function createMemoryEvents(): MemoryEvents {
  const listeners = new Set<(event: MemoryEvent) => void>();
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
