import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Shows the screens over the fake memory: `npx vite -c test/support/preview/vite.config.ts`. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  server: { fs: { allow: [fileURLToPath(new URL("../../..", import.meta.url))] } },
});
