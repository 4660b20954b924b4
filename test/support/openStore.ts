import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { type Channel, createDexieStore, type DexieStoreOptions } from "../../src/storage/createDexieStore";

/** Opens a Dexie store over fake-indexeddb; without a factory a database of its own. Silent and alone unless told otherwise. */
export function openStore(options: Partial<DexieStoreOptions> = {}) {
  return createDexieStore({
    clock: { now: () => 0 },
    onRemoteOps: () => undefined,
    onSuperseded: () => undefined,
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    channel: null,
    locks: null,
    ...options,
  });
}

/** Channels that hear each other but not themselves, a task later, like those of tabs. */
export function createChannels(count: number): Channel[] {
  const listeners = Array.from({ length: count }, () => new Set<(event: MessageEvent) => void>());
  return listeners.map((own) => ({
    postMessage: (data: unknown) => {
      const others = listeners.filter((each) => each !== own).flatMap((each) => [...each]);
      for (const listener of others) setTimeout(() => listener({ data } as MessageEvent));
    },
    addEventListener: (_type: string, listener: unknown) => {
      own.add(listener as (event: MessageEvent) => void);
    },
    close: () => own.clear(),
  }));
}
