/**
 * Pages that run the engines without the app: test/browser/harness for the contracts, test/bench/embedder for the bench.
 * They are built with the app's own settings into .cache/ and served by the start server, under the app's own headers.
 */
import { join } from "node:path";
import { build } from "vite";
import { hub } from "../../scripts/build/hub";
import { CACHE, MODELS, ROOT } from "../../scripts/models/paths";
import { type Served, serve } from "../../scripts/server/serve";
import app from "../../vite.config";

/** Builds the page in `folder` (from the repository's root) and serves it with a folder of models, else public/models. */
export async function serveHarness(folder: string, models = MODELS): Promise<Served> {
  return serve({ port: 0, root: await buildHarness(folder), models });
}

/** Builds the page in `folder`, and tells where. */
export async function buildHarness(folder: string): Promise<string> {
  const outDir = join(CACHE, "harness", folder);
  await build({
    configFile: false,
    root: join(ROOT, folder),
    logLevel: "warn",
    resolve: app.resolve,
    worker: app.worker,
    plugins: [hub()],
    build: {
      outDir,
      emptyOutDir: true,
      target: app.build?.target,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 10_000,
    },
  });
  return outDir;
}
