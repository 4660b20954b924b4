import { test as base } from "@playwright/test";
import type { Served } from "../../scripts/server/serve";
import { serveApp } from "./server";

/** Playwright's `test` with `app`: the built app on a port of its own, one for each worker process. */
export const test = base.extend<object, { app: Served }>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are asked for from this pattern.
    async ({}, use) => {
      const app = await serveApp();
      await use(app);
      await app.close();
    },
    { scope: "worker" },
  ],
});
