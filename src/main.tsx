import "./trustedTypes";
import { createRoot } from "react-dom/client";
import { startAppUpdates } from "./state/appUpdate";

const root = document.getElementById("root");
if (root) createRoot(root).render(<h1>Cairn</h1>);
if (import.meta.env.PROD) {
  startAppUpdates({ container: navigator.serviceWorker, onChange: console.info, reload: () => location.reload() });
}
