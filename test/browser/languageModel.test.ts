import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { MODELS } from "../../scripts/models/paths";
import { test } from "../support/appTest";
import { CairnPage } from "../support/CairnPage";
import { serveApp } from "../support/server";
import { postedTo, watchWorkers } from "../support/workers";

const MODEL = join(MODELS, "smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf");
const LEASE = "The lease on the Harrow Lane workshop ends on 14 September 2027.";

test("A language model streams an answer from what memory holds, stops when told, and knows what it was never told", async ({
  page,
}) => {
  test.skip(!existsSync(MODEL), "The language model could not be installed: Python 3 with pip is needed.");
  test.slow();
  const host = await serveApp({ llm: true });
  await watchWorkers(page);
  const cairn = new CairnPage(page, host.url);
  await cairn.open("settings");
  const model = page.getByRole("combobox", { name: "Language model" });
  await expect(model.getByRole("option")).toHaveText(["None", /SmolLM2/]);
  await cairn.modelReady();
  await cairn.goTo("Chat");
  await cairn.say(LEASE);
  await cairn.say("I am allergic to walnuts, even traces of them.");

  await cairn.message.fill("When does the lease on the workshop end?");
  await cairn.send.click();
  const answer = cairn.articles().nth(5);
  await expect(answer).toHaveAttribute("aria-busy", "true");
  const lengths = new Set<number>();
  await expect
    .poll(
      async () => {
        lengths.add((await answer.textContent())?.length ?? 0);
        return answer.getAttribute("aria-busy");
      },
      { timeout: 90_000, intervals: [100] },
    )
    .not.toBe("true");
  expect(lengths.size, "it came in pieces").toBeGreaterThan(3);
  await expect(answer.getByRole("button", { name: /^Source/ }).first()).toBeVisible();
  const prompt = await postedTo(page, "llm");
  expect(prompt).toContain(LEASE);
  expect(prompt).toContain("<notes>");

  await cairn.message.fill("Tell me everything you know about walnuts, in as many words as you can.");
  await cairn.send.click();
  const long = cairn.articles().nth(7);
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect.poll(async () => (await long.textContent())?.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(12);
  const from = Date.now();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(long).not.toHaveAttribute("aria-busy", "true", { timeout: 5_000 });
  expect(Date.now() - from).toBeLessThan(1_000);

  await expect(await cairn.say("What is the name of my dentist?")).toContainText("Nothing in memory");
  expect(await postedTo(page, "llm")).not.toContain("dentist");
  await host.close();
});
