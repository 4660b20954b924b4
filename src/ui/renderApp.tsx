import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { AppStores } from "../state/appStores";
import { App } from "./App";
import { AppProvider } from "./AppContext";
import { CrashScreen } from "./shell/CrashScreen";

/** Draws the page into `root`. */
export function renderApp(root: HTMLElement, stores: AppStores): void {
  createRoot(root).render(
    <StrictMode>
      <CrashScreen>
        <AppProvider value={stores}>
          <App />
        </AppProvider>
      </CrashScreen>
    </StrictMode>,
  );
}
