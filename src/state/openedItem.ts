import { createStore, type StoreApi } from "zustand/vanilla";
import { coalesce, type Timers } from "./coalesce";
import { type Failure, failureOf } from "./failure";
import type { MemoryEvents } from "./memoryEvents";

/** One thing that is opened by its id: a memory, a source, a passage. */
export type Opened<Value> =
  | { is: "closed" }
  | { is: "loading" }
  | { is: "open"; value: Value }
  | { is: "missing" }
  | { is: "failed"; failure: Failure };

export interface OpenedItemState<Value> {
  id: string | null;
  opened: Opened<Value>;
  open(id: string | null): Promise<void>;
}

export type OpenedItemStore<Value> = StoreApi<OpenedItemState<Value>>;

export interface OpenedItemDeps<Value> {
  read(id: string): Promise<Value | null>;
  events: MemoryEvents;
  timers: Timers;
}

/** Keeps one opened thing and reads it again when something changed. */
export function createOpenedItemStore<Value>({ read, events, timers }: OpenedItemDeps<Value>): OpenedItemStore<Value> {
  const store = createStore<OpenedItemState<Value>>((set, get) => ({
    id: null,
    opened: { is: "closed" },
    async open(id) {
      const again = id === get().id && get().opened.is === "open";
      if (!again) set({ id, opened: { is: id === null ? "closed" : "loading" } });
      if (id === null) return;
      try {
        const value = await read(id);
        if (get().id === id) set({ opened: value === null ? { is: "missing" } : { is: "open", value } });
      } catch (error) {
        // What is on screen stays there when a second reading fails.
        if (get().id === id && !again) set({ opened: { is: "failed", failure: failureOf(error) } });
      }
    },
  }));
  const refresh = coalesce(() => store.getState().open(store.getState().id), 250, timers);
  events.listen((event) => {
    if (store.getState().id === null) return;
    if (event.type === "restarted" || event.type === "changed") refresh();
  });
  return store;
}
