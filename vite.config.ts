import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { devHeaders } from "./scripts/build/devHeaders";
import { firstLoadLimit } from "./scripts/build/firstLoadLimit";
import { headersFile } from "./scripts/build/headersFile";
import { hub } from "./scripts/build/hub";
import { licences } from "./scripts/build/licences";
import { publicFiles } from "./scripts/build/publicFiles";
import { webManifest } from "./scripts/build/webManifest";

export default defineConfig({
  resolve: {
    // The CPU-only build of onnxruntime-web (14 MB), its wasm served from this origin.
    alias: { "onnxruntime-web/webgpu": "onnxruntime-web/wasm" },
    conditions: ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions],
  },
  plugins: [
    react(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      // src/state/appUpdate.ts registers it.
      injectRegister: false,
      manifest: webManifest,
      injectManifest: {
        globPatterns: ["**/*.{html,js,mjs,css,woff2,wasm,svg,png,webmanifest}"],
        globIgnores: ["models/**", "sw.js"],
        maximumFileSizeToCacheInBytes: 40_000_000,
        rollupFormat: "iife",
      },
    }),
    publicFiles(),
    licences(),
    hub(),
    headersFile(),
    firstLoadLimit({ bytes: 180_000 }),
    devHeaders(),
  ],
  worker: { format: "es" },
  // The dev server does not look into workers by itself, and would reload the page when it meets their packages.
  optimizeDeps: { entries: ["index.html", "src/**/*.worker.ts"] },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // public/models is not part of the build: publicFiles copies the rest.
    copyPublicDir: false,
    // An inlined font or worker would need `data:` in the policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
