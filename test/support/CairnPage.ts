import { expect, type Locator, type Page } from "@playwright/test";

/** How long an answer may take on a slow machine, ms. */
const ANSWER_MS = 30_000;

/** The app as a person meets it: by roles and names alone. */
export class CairnPage {
  readonly conversation: Locator;
  readonly message: Locator;
  readonly send: Locator;
  readonly status: Locator;
  /** Where the language model is chosen, in Settings. */
  readonly languageModel: Locator;

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    this.conversation = page.getByRole("log", { name: "Conversation" });
    this.message = page.getByRole("textbox", { name: "Message" });
    this.send = page.getByRole("button", { name: "Send" });
    this.status = page.getByRole("status");
    this.languageModel = page.getByRole("combobox", { name: "Language model" });
  }

  /** Opens a route ("", "memory", "library", ...) and waits until Cairn can serve. */
  async open(route = ""): Promise<void> {
    await this.page.goto(`${this.url}#/${route}`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.status).toHaveText("Ready", { timeout: 15_000 });
  }

  /** Waits until everything that was added is found by its meaning too. */
  async indexed(): Promise<void> {
    await expect(this.page.getByText(/^Reading .* for meaning$/)).toHaveCount(0, { timeout: 60_000 });
  }

  async goTo(name: "Chat" | "Memory" | "Library" | "Reflection" | "Settings"): Promise<void> {
    await this.page.getByRole("link", { name, exact: false }).first().click();
  }

  /** Waits, in Settings, until the language model can answer. */
  async modelReady(): Promise<void> {
    await expect(this.page.getByRole("main").getByText(/^Ready\. .+ answers/)).toBeVisible({ timeout: 60_000 });
  }

  /** The list of every model, in Settings, opened where it is closed. */
  async allModels(): Promise<Locator> {
    const list = this.page.getByRole("list", { name: "All models" });
    if (!(await list.isVisible())) await this.page.getByText("All models", { exact: true }).click();
    await expect(list).toBeVisible();
    return list;
  }

  articles(): Locator {
    return this.conversation.getByRole("article");
  }

  /** Sends a message and resolves with the answer's article once it is complete. */
  async say(text: string): Promise<Locator> {
    const before = await this.articles().count();
    await this.message.fill(text);
    await this.send.click();
    return this.answered(before + 2);
  }

  /** The last of `count` articles, once it is complete. */
  async answered(count: number): Promise<Locator> {
    await expect(this.articles()).toHaveCount(count, { timeout: ANSWER_MS });
    const last = this.articles().nth(count - 1);
    await expect(last).not.toHaveAttribute("aria-busy", "true", { timeout: ANSWER_MS });
    return last;
  }

  /** The passages behind the first `limit` sources of an answer, opened one after another. */
  async passagesOf(answer: Locator, limit = 3): Promise<string[]> {
    const sources = answer.getByRole("button", { name: /^Source/ });
    const passages: string[] = [];
    for (let at = 0; at < Math.min(limit, await sources.count()); at++) {
      await sources.nth(at).click();
      const panel = this.page.getByLabel("Passage", { exact: true });
      await expect(panel.locator("mark").first()).toBeVisible();
      passages.push((await panel.textContent()) ?? "");
      await this.page.keyboard.press("Escape");
      await expect(panel).toBeHidden();
    }
    return passages;
  }

  /** Adds files in the library and waits until each is told to be in. */
  async addFiles(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    await this.goTo("Library");
    await this.page.getByLabel("Add files", { exact: true }).setInputFiles(files);
  }
}

/** Every row of the page's database but the log and what is derived, for "exactly what was there". */
export async function readTables(page: Page): Promise<Record<string, unknown[]>> {
  return page.evaluate(async () => {
    const open = indexedDB.open("cairn");
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(open.error);
    });
    const tables: Record<string, unknown[]> = {};
    for (const name of ["sources", "passages", "memories", "links", "chats", "turns", "passes"]) {
      const request = db.transaction(name).objectStore(name).getAll();
      tables[name] = await new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
    db.close();
    return tables;
  });
}
