/** The starter model on (software) WebGPU, from a fresh start to a cited answer; it takes minutes without a graphics card. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { SOFTWARE_GRAPHICS_ARGS } from "../../scripts/chromium";
import { MODELS } from "../../scripts/models/paths";
import { test } from "../support/appTest";
import { CairnPage } from "../support/CairnPage";
import { browserWith } from "../support/launch";
import { serveApp } from "../support/server";

test.use({ launchOptions: browserWith(SOFTWARE_GRAPHICS_ARGS) });

test("The starter for the graphics card answers a recalled question", async ({ page }) => {
  test.skip(
    !existsSync(join(MODELS, "smollm2-135m-instruct-mlc")),
    "The language model could not be installed: Python 3 with pip is needed.",
  );
  test.setTimeout(900_000);
  const host = await serveApp({ llm: true });
  const cairn = new CairnPage(page, host.url);
  await cairn.open("settings");
  const option = page.getByRole("option", { name: /SmolLM2.*graphics card/ });
  await expect(option).toBeAttached({ timeout: 60_000 });
  await cairn.languageModel.selectOption({ label: (await option.textContent()) ?? "" });
  await expect(page.getByRole("main").getByText(/^Ready\..*graphics card/)).toBeVisible({ timeout: 180_000 });
  await cairn.goTo("Chat");
  await cairn.say("My sister Ines lives in Porto.");
  await cairn.message.fill("Where does my sister live?");
  await cairn.send.click();
  const answer = cairn.articles().nth(3);
  await expect(answer).toHaveAttribute("aria-busy", "true");
  await expect(answer).not.toHaveAttribute("aria-busy", "true", { timeout: 600_000 });
  await expect(answer).toContainText("Porto");
  await expect(answer.getByRole("button", { name: /^Source/ }).first()).toBeVisible();
  await expect(answer).not.toContainText("From memory, word for word");
  await host.close();
});
