/** What happens to an answer when the engine under it fails: each failure is a real one, or the browser's own event for it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { SOFTWARE_GRAPHICS_ARGS } from "../../scripts/chromium";
import { MODELS } from "../../scripts/models/paths";
import type { Served } from "../../scripts/server/serve";
import { test } from "../support/appTest";
import { CairnPage } from "../support/CairnPage";
import { browserWith } from "../support/launch";
import { type ModelsFolder, makeModelsFolder } from "../support/modelsFolder";
import { serveApp } from "../support/server";

test.use({ launchOptions: browserWith(SOFTWARE_GRAPHICS_ARGS) });

const SMALL = "smollm2-135m-instruct";
const BEES = "I count my bees every Sunday before breakfast.";
const QUESTION = "When do I count my bees?";

let folder: ModelsFolder;
let host: Served;

test.beforeEach(async () => {
  test.skip(
    !existsSync(join(MODELS, SMALL)),
    "The language model could not be installed: Python 3 with pip is needed.",
  );
  test.slow();
  folder = makeModelsFolder({ also: [SMALL] });
  host = await serveApp({ models: folder.path });
});

test.afterEach(async () => {
  await host?.close();
  folder?.remove();
});

/** Opens Cairn, and lets the model on the (software) graphics card answer. */
async function withTiny(page: Page): Promise<CairnPage> {
  const cairn = new CairnPage(page, host.url);
  await cairn.open("settings");
  const model = page.getByRole("combobox", { name: "Language model" });
  await expect(model.getByRole("option", { name: /Tiny/ })).toBeAttached({ timeout: 20_000 });
  await model.selectOption({ label: await optionText(page, /Tiny/) });
  await cairn.modelReady();
  return cairn;
}

async function optionText(page: Page, name: RegExp): Promise<string> {
  return (await page.getByRole("option", { name }).textContent()) ?? "";
}

/** Asks, and holds the answer to what every ladder must end in. */
async function isAnswered(cairn: CairnPage, during?: () => Promise<void>): Promise<void> {
  const { page } = cairn;
  await cairn.goTo("Chat");
  await cairn.say(BEES);
  await cairn.message.fill(QUESTION);
  await cairn.send.click();
  const answer = cairn.articles().nth(3);
  await expect(answer).toHaveAttribute("aria-busy", "true");
  await during?.();
  await expect(answer).not.toHaveAttribute("aria-busy", "true", { timeout: 90_000 });
  await expect(answer).toContainText(/Sunday|breakfast|bees/i);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await cairn.goTo("Settings");
  await expect(page.getByRole("main")).toContainText(/SmolLM2 135M.*processor/);
  await expect(page.getByRole("button", { name: /^Start again with Tiny/ })).toBeVisible();
}

test("A graphics device that is lost under an answer ends in the answer of another model", async ({
  page,
  browser,
}) => {
  const cairn = await withTiny(page);
  await isAnswered(cairn, async () => {
    await expect(cairn.articles().nth(3)).toContainText(/\w/, { timeout: 20_000 });
    const session = await browser.newBrowserCDPSession();
    await session.send("Browser.crashGpuProcess");
  });
});

test("A model that does not fit into the graphics card's memory ends in the answer of another model", async ({
  page,
}) => {
  page.on("worker", (worker) => {
    if (!/llm\.worker/.test(worker.url())) return;
    void worker.evaluate(() => {
      // What a device says in the error scope around a buffer that it has no room for.
      const { createBuffer, popErrorScope } = GPUDevice.prototype;
      let refused = false;
      GPUDevice.prototype.createBuffer = function (descriptor) {
        refused ||= descriptor.size > 100_000;
        return createBuffer.call(this, descriptor);
      };
      GPUDevice.prototype.popErrorScope = async function () {
        const error = await popErrorScope.call(this);
        return refused ? new GPUOutOfMemoryError("Not enough memory left.") : error;
      };
    });
  });
  const cairn = await withTiny(page);
  await isAnswered(cairn);
});

test("A damaged weight file ends in the answer of another model", async ({ page }) => {
  const cairn = await withTiny(page);
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle("tiny");
    const file = await folder.getFileHandle("params_shard_0.bin");
    const writable = await file.createWritable({ keepExistingData: true });
    await writable.write({ type: "write", position: 5_000, data: new Uint8Array(64).fill(0xa5) });
    await writable.close();
  });
  await page.reload();
  await cairn.ready();
  await cairn.modelReady();
  await isAnswered(cairn);
});
