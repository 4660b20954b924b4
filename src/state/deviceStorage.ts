import { createStore, type StoreApi } from "zustand/vanilla";

/** The part of the browser's StorageManager that is used; absent outside secure contexts. */
export interface DeviceStoragePort {
  estimate(): Promise<{ usage?: number; quota?: number }>;
  persisted(): Promise<boolean>;
  persist(): Promise<boolean>;
}

export interface DeviceStorageState {
  /** Bytes; null until measured, or where the browser does not say. */
  usage: number | null;
  quota: number | null;
  /** kept: the browser will not clear it by itself. refused: it was asked and said no. */
  keeping: "unknown" | "may-clear" | "kept" | "refused";
  measure(): Promise<void>;
  keep(): Promise<void>;
}

export type DeviceStorageStore = StoreApi<DeviceStorageState>;

/** Keeps how much room Cairn takes on this device and whether the browser may clear it. */
export function createDeviceStorageStore({ device }: { device: DeviceStoragePort | undefined }): DeviceStorageStore {
  return createStore<DeviceStorageState>((set, get) => ({
    usage: null,
    quota: null,
    keeping: "unknown",
    async measure() {
      if (!device) return;
      const [{ usage, quota }, persisted] = await Promise.all([device.estimate(), device.persisted()]);
      const keeping = persisted ? "kept" : get().keeping === "refused" ? "refused" : "may-clear";
      set({ usage: usage ?? null, quota: quota ?? null, keeping });
    },
    async keep() {
      if (!device) return;
      set({ keeping: (await device.persist()) ? "kept" : "refused" });
    },
  }));
}
