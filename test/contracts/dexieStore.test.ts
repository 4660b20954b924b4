import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { createDexieStore } from "../../src/storage/createDexieStore";
import { describeStore } from "./store";

describeStore("Dexie", () =>
  createDexieStore({
    clock: { now: () => 0 },
    onRemoteOps: () => undefined,
    onSuperseded: () => undefined,
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    channel: null,
    locks: null,
  }),
);
