import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "../support/appTest";
import { CairnPage, readTables } from "../support/CairnPage";

const MB = 1_000_000;

test("A message that is too long is refused in a sentence, stays in the composer, and can go to the library as a file", async ({
  app,
  page,
}) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  const long = "A line of a very long letter. ".repeat(6700);
  await cairn.message.fill(long);
  await cairn.send.click();
  await expect(page.getByRole("alert")).toContainText(/200,|201,|20,000/);
  await expect(cairn.message).toHaveValue(long);
  await expect(cairn.articles()).toHaveCount(0);
  expect((await readTables(page)).passages).toEqual([]);
  await page
    .getByRole("button", { name: /library|file/i })
    .filter({ hasText: /text file|to the library/i })
    .click();
  await cairn.goTo("Library");
  await expect(page.getByRole("list", { name: "Sources" }).getByRole("listitem")).toHaveCount(1, { timeout: 20_000 });
});

test("An empty message does nothing, and a double click on Send sends once", async ({ app, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.message.fill("  \n ");
  await cairn.message.press("Enter");
  await expect(cairn.articles()).toHaveCount(0);
  await cairn.message.fill("The spare key hangs behind the cellar door.");
  await cairn.send.dblclick();
  await cairn.answered(2);
  expect((await readTables(page)).turns).toHaveLength(1);
});

test("Words in any script come back as they were said: right to left, without spaces, broken or with NUL in them", async ({
  app,
  page,
}) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  const said = [
    "המפתח של המרתף תלוי מאחורי הדלת הירוקה בכניסה.",
    "予備の鍵は地下室のドアの後ろに掛かっています。",
    "The code\u0000 of the shed is 4417 since Monday.",
    "The bike \ud83d is in the shed of my neighbour Ruth.",
  ];
  for (const text of said) {
    const before = await cairn.articles().count();
    // The browser's own input takes no NUL and no half of a pair, so these come as a paste would set them.
    await cairn.message.evaluate((field, value) => {
      const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
      setter?.call(field, value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }, text);
    await cairn.message.press("Enter");
    await cairn.answered(before + 2);
  }
  const stored = ((await readTables(page)).passages as { text: string }[]).map((passage) => passage.text);
  expect(stored.sort()).toEqual(said.map((text) => text.toWellFormed()).sort());
  await cairn.goTo("Memory");
  for (const [words, found] of [
    ["地下室", said[1]],
    ["הירוקה", said[0]],
  ] as const) {
    await page.getByRole("searchbox", { name: "Search memory" }).fill(words);
    await expect(page.getByRole("list", { name: "Memories" }).getByRole("listitem").first()).toContainText(found ?? "");
  }
});

const REFUSED = [
  { name: "big.txt", buffer: () => Buffer.alloc(50 * MB, "A line that is all right.\n"), says: /20 MB/ },
  { name: "picture.txt", buffer: () => Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), says: /not text/ },
  { name: "zeros.md", buffer: () => Buffer.from("A note\u0000\u0000\u0000 with zeros"), says: /not text/ },
  { name: "empty.md", buffer: () => Buffer.alloc(0), says: /empty|nothing/i },
];

test("A file that cannot be read is refused with its reason, and nothing that is stored is lost", async ({
  app,
  page,
}) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.say("The spare key hangs behind the cellar door.");
  const before = await readTables(page);
  await cairn.goTo("Library");
  const folder = await mkdtemp(join(tmpdir(), "cairn-"));
  for (const { name, buffer, says } of REFUSED) {
    await writeFile(join(folder, name), buffer());
    await page.getByLabel("Add files", { exact: true }).setInputFiles(join(folder, name));
    await expect(page.getByRole("listitem").filter({ hasText: name })).toContainText(says, { timeout: 20_000 });
  }
  await rm(folder, { recursive: true });
  expect(await readTables(page)).toEqual(before);
});

test("A file that is here already is told to be, and adds nothing", async ({ app, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  const file = {
    name: "keys.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("The spare key hangs behind the door."),
  };
  await cairn.addFiles(file);
  await expect(page.getByRole("list", { name: "Sources" }).getByRole("listitem")).toHaveCount(1);
  const before = await readTables(page);
  await cairn.addFiles({ ...file, name: "the same under another name.txt" });
  const job = page.getByRole("listitem").filter({ hasText: "another name" });
  await expect(job).toContainText(/already/);
  expect(await readTables(page)).toEqual(before);
});

test("Forget this source withholds all that rests on it alone, and Undo brings it back", async ({ app, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  await cairn.addFiles({
    name: "keys.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("The spare key hangs behind the cellar door.\n\nThe locker code is 4417."),
  });
  const sources = page.getByRole("list", { name: "Sources" }).getByRole("listitem");
  await expect(sources).toHaveCount(1);
  const before = await readTables(page);
  await sources.getByRole("button", { name: "Forget this source" }).click();
  await expect(sources).toHaveCount(0);
  await cairn.goTo("Chat");
  await expect(await cairn.say("Where does the spare key hang?")).toContainText("Nothing in memory");
  await cairn.goTo("Library");
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(sources).toHaveCount(1);
  const { sources: rows, memories } = await readTables(page);
  expect(rows?.length).toBe((before.sources?.length ?? 0) + 1);
  expect(memories).toEqual(before.memories);
});
