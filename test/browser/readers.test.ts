/** import.worker and reflection.worker in Chromium, under the headers of the app: no eval, no DOM, no other origin. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import type { Served } from "../../scripts/server/serve";
import { planPass } from "../../src/memory/reflect/planPass";
import { createIds } from "../../src/storage/createIds";
import { read } from "../formats/fixtures";
import { snapshotOf, told } from "../memory/reflect/pass";
import { serveHarness } from "../support/harness.vite";

test.describe.configure({ mode: "serial" });

let server: Served;
let page: Page;
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  server = await serveHarness("test/browser/readers");
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) complaints.push(request.url());
  });
  await page.goto(server.url);
});

test.afterAll(async () => {
  await page.close();
  await server.close();
});

for (const name of ["allotment-notes.md", "letter.html", "hebrew.txt", "arabic.md", "japanese.md", "tricky.md"]) {
  test(`[T8] ${name} is read in the worker as it is in Node`, async () => {
    const bytes = new Uint8Array(readFileSync(`test/fixtures/files/${name}`));
    const found = await page.evaluate(([file, numbers]) => window.readers.read(file, numbers), [
      name,
      [...bytes],
    ] as const);
    const { passages, title, mediaType } = read(bytes, name);
    const contentHash = createHash("sha256").update(bytes).digest("hex");
    const header = { title, mediaType, size: bytes.length, contentHash, passages: passages.length };
    expect(found).toEqual({ header, passages });
  });
}

test("[T2] a picture by the name of a text is refused with its reason", async () => {
  const found = await page.evaluate(() =>
    window.readers.read("notes.txt", [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]),
  );
  expect(found).toBe("UnreadableFile: This file is not text: it is a PNG picture.");
});

test("[F9] a pass is planned in the worker as it is in Node", async () => {
  const snapshot = snapshotOf([
    told("a", "The plumber Mr Haas comes on Tuesday at 9."),
    told("b", "Mr Haas the plumber comes on Tuesday at 9."),
    told("c", "On Tuesday at 9 the plumber, Mr Haas, comes."),
    told("d", "The shop opens at 9 on Saturday."),
  ]);
  const { plan, told: times } = await page.evaluate((each) => window.readers.plan(each), snapshot);
  expect(plan).toEqual(planPass(snapshot, createIds()));
  expect(plan.lines).toHaveLength(1);
  expect(times).toBeGreaterThan(0);
});

test("[T7] no page that was read asked for anything, and nothing complained", () => {
  expect(complaints).toEqual([]);
});
