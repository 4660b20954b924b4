import { useLayoutEffect } from "react";
import { useStore } from "zustand";
import { useApp } from "../AppContext";

/** Puts the chosen theme on the page; "system" leaves it to the browser. */
export function useTheme(): void {
  const { appearance } = useApp();
  const theme = useStore(appearance, (state) => state.theme);
  useLayoutEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
