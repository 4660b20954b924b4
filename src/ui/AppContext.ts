import { createContext, useContext } from "react";
import type { AppStores } from "../state/appStores";

const AppContext = createContext<AppStores | null>(null);

export const AppProvider = AppContext.Provider;

/** The stores of the page. Throws outside AppProvider. */
export function useApp(): AppStores {
  const stores = useContext(AppContext);
  if (!stores) throw new Error("useApp is called outside AppProvider");
  return stores;
}
