import { createStore, type StoreApi } from "zustand/vanilla";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface AppearanceState {
  theme: Theme;
  setTheme(theme: Theme): void;
}

export type AppearanceStore = StoreApi<AppearanceState>;

/** Where the choice is kept: outside the database, so that it holds before that is open. */
export interface KeyValues {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = "cairn-theme";

/** Keeps whether the page is light, dark, or as the system says. */
export function createAppearanceStore({ storage }: { storage: KeyValues }): AppearanceStore {
  const kept = storage.getItem(KEY);
  return createStore<AppearanceState>((set) => ({
    theme: THEMES.find((theme) => theme === kept) ?? "system",
    setTheme(theme) {
      set({ theme });
      storage.setItem(KEY, theme);
    },
  }));
}
