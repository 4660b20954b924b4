/** The page of test/browser/download.test.ts: download.worker and models.worker as the app makes them, and the store. */
import "../../../src/trustedTypes";
import { createDownloadClient } from "../../../src/engines/download/downloadClient";
import type { DownloadProgress } from "../../../src/engines/download/protocol";
import { readManifest } from "../../../src/engines/llm/readManifest";
import { hubCatalog, serverModels } from "../../../src/engines/models/catalog";
import type { LanguageModelInfo } from "../../../src/engines/models/languageModelInfo";
import { originRoot, orNull } from "../../../src/engines/models/modelFolder";
import { createModelStore } from "../../../src/engines/models/modelStore";
import { createModelsClient } from "../../../src/engines/models/modelsClient";
import { superviseWorker } from "../../../src/workers/superviseWorker";
import { directoryContract } from "../../contracts/directory";
import type { DirectoryWorkerApi } from "./directory.worker";

/** How a piece of work ended: with a model, or with an error's name and sentence. */
type Ended = { model: LanguageModelInfo } | { error: string; message: string };

const store = createModelStore();
let newest: Worker | null = null;
let pause = new AbortController();
let progress: DownloadProgress | null = null;

const download = createDownloadClient({
  create(name) {
    newest = new Worker(new URL("../../../src/engines/download/download.worker.ts", import.meta.url), {
      type: "module",
      name,
    });
    return newest;
  },
});

const models = createModelsClient({
  create: (name) =>
    new Worker(new URL("../../../src/engines/models/models.worker.ts", import.meta.url), { type: "module", name }),
});

async function ended(work: Promise<LanguageModelInfo>): Promise<Ended> {
  try {
    return { model: await work };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: name, message };
  }
}

async function find(id: string, from: "hub" | "server"): Promise<LanguageModelInfo> {
  const offered = from === "hub" ? hubCatalog() : serverModels(await readManifest());
  const model = offered.find((each) => each.id === id);
  if (!model) throw new Error(`no such model: ${id}`);
  return model;
}

const chosen = (input: string) => [...((document.getElementById(input) as HTMLInputElement).files ?? [])];

async function sizesIn(folder: FileSystemDirectoryHandle, prefix = ""): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for await (const [name, entry] of folder.entries()) {
    // One that was renamed meanwhile is found at the next look.
    if (entry.kind === "file") found[prefix + name] = (await orNull(() => entry.getFile()))?.size ?? 0;
    else Object.assign(found, await sizesIn(entry, `${prefix}${name}/`));
  }
  return found;
}

/** What a test calls by `page.evaluate`. */
const harness = {
  async install(id: string, from: "hub" | "server" = "hub"): Promise<Ended> {
    pause = new AbortController();
    const onProgress = (next: DownloadProgress) => {
      progress = next;
    };
    return ended(download.install(await find(id, from), onProgress, pause.signal));
  },
  progress: () => progress,
  pause: () => pause.abort(),
  /** The thread dies without a word. */
  kill: () => newest?.terminate(),

  list: () => store.list(),
  sizes: () => store.sizes(),
  remove: (id: string) => store.remove(id),
  /** Bytes of every file of the origin's file system, by path. */
  tree: async () => sizesIn(await originRoot()),
  /** Removes everything, also what is known of files. */
  async clear() {
    const root = await originRoot();
    for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
  },
  /** SHA-256 of each file of a model as an engine reads them, by path. */
  async hashes(id: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const { path, file } of await store.files(id)) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      found[path] = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }
    return found;
  },

  inspect: (input: string) => models.inspect(chosen(input)),
  add: (input: string): Promise<Ended> => ended(models.add(chosen(input), () => undefined)),
  /** Starts models.worker and keeps it for a while, for who asks it for more. */
  async openModels() {
    const worker = superviseWorker<{ list(): Promise<unknown> }>({
      name: "models",
      create: (name) =>
        new Worker(new URL("../../../src/engines/models/models.worker.ts", import.meta.url), { type: "module", name }),
    });
    await worker.api.list();
  },

  /** Runs a fact of the file system, on the page or in a worker. */
  async runDirectoryCase(title: string, place: "page" | "worker") {
    if (place === "worker") {
      const worker = superviseWorker<DirectoryWorkerApi>({
        name: "directory",
        create: (name) => new Worker(new URL("./directory.worker.ts", import.meta.url), { type: "module", name }),
      });
      await worker.api.run(title);
      return worker.terminate();
    }
    const root = await originRoot();
    const folder = await root.getDirectoryHandle(`contract-${crypto.randomUUID()}`, { create: true });
    await directoryContract.find((fact) => fact.title === title)?.run({ folder, sync: false });
    await root.removeEntry(folder.name, { recursive: true });
  },
};

declare global {
  interface Window {
    downloads: typeof harness;
  }
}
window.downloads = harness;
