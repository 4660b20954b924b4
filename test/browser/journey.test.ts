import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { test } from "../support/appTest";
import { CairnPage } from "../support/CairnPage";
import { serveApp } from "../support/server";

const NOTES = "test/fixtures/files/allotment-notes.md";
const FACTS = [
  "I am allergic to walnuts, even traces of them.",
  "My sister Ottilie runs the ferry office in Kirkwall.",
  "The lease on the Harrow Lane workshop ends on 14 September 2027.",
];
/** Asked in other words than the facts and the notes. */
const ASKED = [
  { question: "Which nuts can I not eat?", passage: "allergic to walnuts" },
  { question: "Which of my relatives works with boats?", passage: "ferry office in Kirkwall" },
  { question: "How long can we still stay in our workshop?", passage: "14 September 2027" },
  { question: "Where is the key for the shed hidden?", passage: "inside the old kettle" },
];

test("What was told and added is answered offline, with its passage among the first three sources", async ({
  page,
}) => {
  const host = await serveApp();
  const cairn = new CairnPage(page, host.url);
  await cairn.open();
  for (const fact of FACTS) {
    const answer = await cairn.say(fact);
    await expect(answer).toContainText("Kept 1 memory");
  }
  await cairn.addFiles({ name: "allotment-notes.md", mimeType: "text/markdown", buffer: readFileSync(NOTES) });
  await expect(page.getByText(/^Added/)).toBeVisible({ timeout: 20_000 });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await cairn.ready();

  await host.close();
  await page.goto("about:blank");
  await cairn.open();
  await cairn.indexed();
  for (const { question, passage } of ASKED) {
    const answer = await cairn.say(question);
    const passages = await cairn.passagesOf(answer, 3);
    expect(
      passages.some((text) => text.includes(passage)),
      `${question}: ${passages.join(" | ")}`,
    ).toBe(true);
  }
  await expect(await cairn.say("What is the name of my dentist?")).toContainText("Nothing in memory");
});

test("A page that was left is there again: its chat, its draft, its answers with their sources", async ({
  app,
  page,
}) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say(FACTS[0] ?? "");
  const answer = await cairn.say("Which nuts can I not eat?");
  await expect(answer.getByRole("button", { name: /^Source/ }).first()).toBeVisible();
  await page.reload();
  await cairn.ready();
  await expect(cairn.articles()).toHaveCount(4);
  const again = cairn.articles().nth(3);
  expect(await cairn.passagesOf(again, 1)).toEqual([expect.stringContaining("walnuts")]);
});

test("What a turn taught is taken back with Undo, and is not recalled any more", async ({ app, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say(FACTS[2] ?? "");
  await page.getByRole("button", { name: "Undo" }).first().click();
  await cairn.goTo("Memory");
  await expect(page.getByRole("list", { name: "Memories" }).getByRole("listitem")).toHaveCount(0);
});
