import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppUpdate } from "./appUpdate";

/** Whether the browser holds this page to its policy: now, once it is loaded again by the service worker, or not at all. */
export type Protection = "whole" | "after-reload" | "none";

export interface UpdatesState {
  update: AppUpdate;
  protection: Protection;
  setUpdate(update: AppUpdate): void;
  setProtection(protection: Protection): void;
}

export type UpdatesStore = StoreApi<UpdatesState>;

/** Keeps whether a newer app waits, and whether the host protects this one. */
export function createUpdatesStore(): UpdatesStore {
  return createStore<UpdatesState>((set) => ({
    update: { is: "current" },
    protection: "whole",
    setUpdate: (update) => set({ update }),
    setProtection: (protection) => set({ protection }),
  }));
}
