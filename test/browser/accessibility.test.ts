import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { aGguf, string, uint32 } from "../support/aGguf";
import { test } from "../support/appTest";
import { CairnPage } from "../support/CairnPage";

const NOTE = {
  name: "keys.md",
  mimeType: "text/markdown",
  buffer: Buffer.from(
    "# Keys\n\nThe spare key hangs behind the cellar door. The locker code is 4417.\n\n- blue: bicycle\n- red: shed",
  ),
};

/** A language model as its header tells it; it is never loaded here. */
const MODEL = {
  name: "pebble.gguf",
  mimeType: "application/octet-stream",
  buffer: Buffer.from(
    aGguf(
      {
        "general.architecture": string("llama"),
        "general.name": string("Pebble 1B Instruct"),
        "llama.context_length": uint32(2048),
        "llama.embedding_length": uint32(64),
        "llama.block_count": uint32(2),
        "llama.attention.head_count": uint32(4),
        "tokenizer.chat_template": string("{% for message in messages %}{{ message.content }}{% endfor %}"),
      },
      [{ name: "output_norm.weight", shape: [32], type: 0, data: new Uint8Array(128) }],
    ),
  ),
};

/** Adds a language model from disk, in Settings. */
async function addModel({ page }: CairnPage): Promise<void> {
  await page.getByLabel("Add model files").setInputFiles(MODEL);
  await expect(page.getByText("Pebble 1B Instruct is here.")).toBeVisible();
}

/** A memory with something on each screen. */
async function fill(cairn: CairnPage): Promise<void> {
  await cairn.open();
  for (const text of [
    "The plumber Mr Haas comes on Tuesday at 9.",
    "Mr Haas the plumber comes on Tuesday at 9.",
    "Where does the plumber come from?",
  ])
    await cairn.say(text);
  await cairn.addFiles(NOTE);
  await expect(cairn.page.getByRole("list", { name: "Sources" }).getByRole("listitem")).toHaveCount(1);
  await cairn.indexed();
  await cairn.goTo("Reflection");
  await cairn.page.getByRole("button", { name: "Reflect now" }).click();
  await expect(cairn.page.getByRole("main").getByRole("listitem").first()).toBeVisible({ timeout: 20_000 });
  await cairn.goTo("Settings");
  await addModel(cairn);
}

async function screens(cairn: CairnPage): Promise<{ name: string; show: () => Promise<void> }[]> {
  const { page } = cairn;
  const visit = (name: "Chat" | "Memory" | "Library" | "Reflection" | "Settings") => ({
    name,
    show: () => cairn.goTo(name),
  });
  return [
    visit("Chat"),
    {
      name: "Passage",
      show: async () => {
        await cairn.goTo("Chat");
        await cairn
          .articles()
          .last()
          .getByRole("button", { name: /^Source/ })
          .first()
          .click();
        await expect(page.getByLabel("Passage", { exact: true })).toBeVisible();
      },
    },
    visit("Memory"),
    {
      name: "A memory",
      show: async () => {
        await cairn.goTo("Memory");
        await page.getByRole("list", { name: "Memories" }).getByRole("listitem").first().getByRole("link").click();
      },
    },
    visit("Library"),
    {
      name: "A source",
      show: async () => {
        await cairn.goTo("Library");
        await page.getByRole("list", { name: "Sources" }).getByRole("link").first().click();
      },
    },
    visit("Reflection"),
    visit("Settings"),
    {
      name: "All models",
      show: async () => {
        await cairn.goTo("Settings");
        await cairn.allModels();
      },
    },
    {
      name: "Try the judge",
      show: async () => {
        await cairn.goTo("Settings");
        await page.getByRole("link", { name: "Try the judge" }).click();
        await page.getByRole("button", { name: /^My sister lives in Porto/ }).click();
        await expect(page.getByRole("heading", { name: "Is that wrong?" })).toBeVisible({ timeout: 20_000 });
        await page.getByLabel("It should be").selectOption("a contradiction");
        await page.getByRole("button", { name: "Keep as wrong" }).click();
        await expect(page.getByRole("list", { name: "1 wrong verdict" })).toBeVisible();
      },
    },
  ];
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`No screen breaks an accessibility rule (${colorScheme})`, async ({ app, browser }) => {
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
    const cairn = new CairnPage(await context.newPage(), app.url);
    await cairn.open();
    expect(await violations(cairn.page), "empty chat").toEqual([]);
    for (const screen of ["Memory", "Library", "Reflection"] as const) {
      await cairn.goTo(screen);
      expect(await violations(cairn.page), `empty ${screen}`).toEqual([]);
    }
    await fill(cairn);
    for (const { name, show } of await screens(cairn)) {
      await show();
      expect(await violations(cairn.page), name).toEqual([]);
    }
    await context.close();
  });
}

for (const [what, viewport] of [
  ["a phone", { width: 390, height: 844 }],
  ["200 % zoom on a small laptop", { width: 640, height: 400 }],
] as const) {
  test(`On ${what} no screen scrolls sideways, and everything is there`, async ({ app, browser }) => {
    const context = await browser.newContext({ viewport, hasTouch: what === "a phone" });
    const cairn = new CairnPage(await context.newPage(), app.url);
    await fill(cairn);
    for (const { name, show } of await screens(cairn)) {
      await show();
      const [scroll, client] = await cairn.page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return [scrollWidth, clientWidth];
      });
      expect(scroll, name).toBeLessThanOrEqual(client as number);
    }
    await context.close();
  });
}

test("A model is taken off the device only after a question, and focus stays where a person is", async ({
  app,
  page,
}) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open("settings");
  await addModel(cairn);
  const remove = page.getByRole("button", { name: "Remove Pebble 1B Instruct" });
  const question = page.getByRole("dialog", { name: "Remove Pebble 1B Instruct?" });
  await remove.press("Enter");
  await expect(question).toContainText("It can be added again from your disk.");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(remove).toBeFocused();
  await page.keyboard.press("Enter");
  await question.getByRole("button", { name: "Remove" }).press("Enter");
  await expect(page.getByText("No language model is on this device yet.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What is on this device" })).toBeFocused();
});

test("The whole journey is done by keyboard alone", async ({ app, page }) => {
  const cairn = new CairnPage(page, app.url);
  await cairn.open();
  const focusOn = async (role: "link" | "button" | "textbox" | "searchbox", name: string | RegExp) => {
    const wanted = page.getByRole(role, { name }).first();
    for (let presses = 0; presses < 60; presses++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return wanted;
      await page.keyboard.press("Tab");
    }
    throw new Error(`${role} ${name} is not reached by Tab`);
  };
  await focusOn("textbox", "Message");
  await page.keyboard.type("I am allergic to walnuts, even traces of them.");
  await page.keyboard.press("Enter");
  await cairn.answered(2);
  await page.keyboard.type("Which nuts can I not eat?");
  await page.keyboard.press("Enter");
  const answer = await cairn.answered(4);
  await focusOn("button", /^Source 1/);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Passage", { exact: true })).toContainText("walnuts");
  await page.keyboard.press("Escape");
  await expect(answer.getByRole("button", { name: /^Source 1/ })).toBeFocused();
  await focusOn("link", /^Memory/);
  await page.keyboard.press("Enter");
  await focusOn("searchbox", "Search memory");
  await page.keyboard.type("walnut");
  await expect(page.getByRole("list", { name: "Memories" }).getByRole("listitem")).toHaveCount(1);
  await focusOn("link", /^Reflection/);
  await page.keyboard.press("Enter");
  await focusOn("button", "Reflect now");
  await page.keyboard.press("Enter");
  await expect(page.getByText("there was nothing to bring together")).toBeVisible({ timeout: 20_000 });
  await focusOn("link", /^Settings/);
  await page.keyboard.press("Enter");
  await focusOn("button", "Export memory");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  expect((await download).suggestedFilename()).toMatch(/\.cairn$/);
});
