import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppUpdate } from "./appUpdate";

export interface UpdatesState {
  update: AppUpdate;
  setUpdate(update: AppUpdate): void;
}

export type UpdatesStore = StoreApi<UpdatesState>;

/** Keeps whether a newer app waits. */
export function createUpdatesStore(): UpdatesStore {
  return createStore<UpdatesState>((set) => ({
    update: { is: "current" },
    setUpdate: (update) => set({ update }),
  }));
}
