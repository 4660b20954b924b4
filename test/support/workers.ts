import type { Page } from "@playwright/test";

declare global {
  interface Window {
    madeWorkers: { name: string; worker: Worker; sent: unknown[] }[];
  }
}

/** Remembers every worker that the page makes, and what is posted to it. Call it before the page is opened. */
export async function watchWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.madeWorkers = [];
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        const made = { name: options?.name ?? "", worker: this as Worker, sent: [] as unknown[] };
        window.madeWorkers.push(made);
        const post = this.postMessage.bind(this);
        this.postMessage = (message: unknown, transfer?: unknown) => {
          made.sent.push(message);
          post(message, transfer as Transferable[]);
        };
      }
    };
  });
}

/** Ends the newest worker of this kind ("memory", "reflection", "llm", ...) as a crash would: nobody is told. False where there is none. */
export function killWorker(page: Page, kind: string): Promise<boolean> {
  return page.evaluate((prefix) => {
    const found = window.madeWorkers.findLast(({ name }) => name.startsWith(`${prefix}-`));
    found?.worker.terminate();
    return found !== undefined;
  }, kind);
}

/** Everything that was posted to workers of this kind, as text. */
export function postedTo(page: Page, kind: string): Promise<string> {
  return page.evaluate(
    (prefix) =>
      JSON.stringify(
        window.madeWorkers.filter(({ name }) => name.startsWith(`${prefix}-`)).flatMap(({ sent }) => sent),
      ),
    kind,
  );
}
