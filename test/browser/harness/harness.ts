/**
 * The page of test/browser/engines.test.ts and webllm.test.ts: the real workers, and the contract cases to be run on them by
 * title.
 */
import "../../../src/trustedTypes";
import { createEmbedder } from "../../../src/engines/embedder/createEmbedder";
import type { EmbedderApi } from "../../../src/engines/embedder/protocol";
import { probeGraphics } from "../../../src/engines/llm/graphics";
import { createLlmClient } from "../../../src/engines/llm/llmClient";
import { MODELS_URL, readManifest } from "../../../src/engines/llm/readManifest";
import { serverModels } from "../../../src/engines/models/catalog";
import type { LanguageModelInfo } from "../../../src/engines/models/languageModelInfo";
import type { ChatMessage, LanguageModel } from "../../../src/memory/ports";
import { wrapPort } from "../../../src/workers/rpc";
import { superviseWorker } from "../../../src/workers/superviseWorker";
import { embedderContract, meaningContract } from "../../contracts/embedder";
import { graphicsContract, type LanguageModelSubject, languageModelContract } from "../../contracts/languageModel";
import { ACCIDENTS, type Accident, type AccidentRequest } from "./accidents";

/** The newest worker of each name, to be killed by a test: nothing but its lock tells the supervisor. */
const newest: Record<string, Worker> = {};
const born = (name: string, worker: Worker): Worker => {
  newest[name] = worker;
  return worker;
};
const kill = (name: string) => newest[name]?.terminate();

const embedder = createEmbedder();
const embedderWorker = superviseWorker<EmbedderApi>({
  name: "embedder",
  create: (name) =>
    born(
      "embedder",
      new Worker(new URL("../../../src/engines/embedder/embedder.worker.ts", import.meta.url), {
        type: "module",
        name,
      }),
    ),
  connect(api) {
    const { port1, port2 } = new MessageChannel();
    void api.connect(port1);
    embedder.connect(port2);
  },
});

const llm = createLlmClient({
  create: (name) => born("llm", new Worker(new URL("./llm.worker.ts", import.meta.url), { type: "module", name })),
});

const accidents = new BroadcastChannel(ACCIDENTS);
let accidentNumber = 0;

/** Lets something happen inside llm.worker, and tells what came of it. */
function happen(accident: Accident): Promise<string> {
  const n = accidentNumber++;
  return new Promise((resolve) => {
    const listen = ({ data }: MessageEvent<{ n: number; happened?: string }>) => {
      if (data.n !== n || data.happened === undefined) return;
      accidents.removeEventListener("message", listen);
      resolve(data.happened);
    };
    accidents.addEventListener("message", listen);
    accidents.postMessage({ ...accident, n } satisfies AccidentRequest);
  });
}

async function served(kind: LanguageModelInfo["kind"]): Promise<LanguageModelInfo> {
  const model = serverModels(await readManifest()).find((one) => one.kind === kind);
  if (!model) throw new Error(`The manifest names no ${kind} model.`);
  return model;
}

/** The model's folder, as the store of models has it (src/engines/models/modelStore.ts). */
async function folderOf({ id }: LanguageModelInfo): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle("models", { create: true })).getDirectoryHandle(id, { create: true });
}

async function writeFile(model: LanguageModelInfo, name: string, content: FileSystemWriteChunkType): Promise<void> {
  const file = await (await folderOf(model)).getFileHandle(name, { create: true });
  const writable = await file.createWritable();
  await writable.write(content);
  await writable.close();
}

async function bytesOf(model: LanguageModelInfo, path: string): Promise<ArrayBuffer> {
  return (await fetch(`${MODELS_URL}${model.id}/${path}`)).arrayBuffer();
}

/** Puts a model of the server on this device, as downloading it does. */
async function install(model: LanguageModelInfo): Promise<LanguageModelInfo> {
  for (const { path } of model.files) await writeFile(model, path, await bytesOf(model, path));
  await writeFile(model, "model.json", JSON.stringify(model));
  return model;
}

const OPTIONS = { contextTokens: 4096 };
let installed: LanguageModelInfo | null = null;
let model: LanguageModel | null = null;

const sentence = "The council met on Tuesday to talk about the new bridge, and several people spoke about its cost. ";

/** `tiny` reads a thousand tokens a second, of one or two letters each, and holds 1,024 of them whatever it is loaded with. */
const TEXTS = {
  gguf: { longText: sentence.repeat(60), overlongText: sentence.repeat(300) },
  mlc: { longText: sentence.repeat(12), overlongText: sentence.repeat(40), readingFor: 60 },
};

function subject(): LanguageModelSubject & { loseDevice(): void } {
  if (!model || installed?.kind === "browser" || !installed) throw new Error("No language model is loaded.");
  const info = installed;
  return {
    model,
    ...TEXTS[info.kind as keyof typeof TEXTS],
    async reload() {
      await llm.unload();
      model = await llm.load(info, OPTIONS);
    },
    kill: () => kill("llm"),
    loseDevice: () => void happen({ do: "destroy the device" }),
  };
}

/** What a test calls by `page.evaluate`. */
const harness = {
  /** The error of a call over a port whose worker dies under it, and the milliseconds it took to be told. */
  async loseWorkerOfPort() {
    const { port1, port2 } = new MessageChannel();
    await embedderWorker.api.connect(port1);
    const other = wrapPort<EmbedderApi>(port2);
    await other.load();
    const call = other.embed(Array.from({ length: 40 }, () => sentence.repeat(10))).then(
      () => "none",
      (error: Error) => error.name,
    );
    const start = performance.now();
    kill("embedder");
    const error = await call;
    return { error, took: performance.now() - start };
  },

  /** Milliseconds that the embedder takes from no worker to its model's name. */
  async loadEmbedder() {
    const start = performance.now();
    embedderWorker.start();
    const { modelId, dimension } = await embedder.load();
    return { took: performance.now() - start, modelId, dimension };
  },

  async runEmbedderCase(title: string) {
    const fact = [...embedderContract, ...meaningContract].find((one) => one.title === title);
    if (!fact) throw new Error(`no such case: ${title}`);
    await fact.run({ embedder, kill: () => kill("embedder") });
  },

  probeGraphics: () => probeGraphics(),

  /** Puts the server's model of this kind on the device and loads it. */
  async loadModel(kind: "gguf" | "mlc") {
    installed = await install(await served(kind));
    const steps: number[] = [];
    const start = performance.now();
    model = await llm.load(installed, OPTIONS, (done, total) => steps.push(done / total));
    return {
      took: performance.now() - start,
      id: model.id,
      contextTokens: model.contextTokens,
      lastStep: steps.at(-1),
    };
  },

  async runModelCase(title: string) {
    const fact = [...languageModelContract, ...graphicsContract].find((one) => one.title === title);
    if (!fact) throw new Error(`no such case: ${title}`);
    await fact.run(subject());
  },

  /** Errors of loading the model with one file gone, cut short, and of another content; and whether it loads when mended. */
  async loadDamaged(path: string) {
    if (!installed) throw new Error("No language model is installed.");
    const info = installed;
    const good = await bytesOf(info, path);
    const load = async (options = OPTIONS) => {
      try {
        await llm.load(info, options);
        return llm.state.is;
      } catch (error) {
        return error instanceof Error ? error.name : String(error);
      }
    };
    const found: Record<string, string> = {};
    await llm.unload();
    await (await folderOf(info)).removeEntry(path);
    found.missing = await load();
    await writeFile(info, path, good.slice(0, -1000));
    found.short = await load();
    const changed = new Uint8Array(good.slice(0));
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    await writeFile(info, path, changed);
    found.changed = await load();
    await writeFile(info, path, good);
    found.mended = await load();
    model = await llm.load(info, OPTIONS);
    return found;
  },

  /** The error of loading the model where its device gives no memory, and whether it loads when it does. */
  async loadWithoutMemory() {
    if (!installed) throw new Error("No language model is installed.");
    const info = installed;
    await llm.unload();
    await happen({ do: "refuse memory", refused: true });
    const error = await llm.load(info, OPTIONS).then(
      () => "none",
      (reason: Error) => reason.name,
    );
    // That worker is gone, and this with it.
    model = await llm.load(info, OPTIONS);
    return { error, state: llm.state.is };
  },

  /** The error of loading a model whose file is no model though it is whole, and whether the real one loads after it. */
  async loadNoModel() {
    if (!installed) throw new Error("No language model is installed.");
    const text = new TextEncoder().encode("This is no model, whatever it is called. ".repeat(50));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const other = { ...installed, id: "no-model", files: [{ path: "no-model.gguf", bytes: text.length, sha256 }] };
    await writeFile(other, "no-model.gguf", text);
    await writeFile(other, "model.json", JSON.stringify(other));
    const error = await llm.load(other, OPTIONS).then(
      () => "none",
      (reason: Error) => `${reason.name}: ${reason.message}`,
    );
    model = await llm.load(installed, OPTIONS);
    return { error, state: llm.state.is };
  },

  /** What each turn of a chat took: tokens of its prompt, of those the ones not read anew, and ms to its first word. */
  async chat(questions: readonly string[], maxTokens: number) {
    if (!model) throw new Error("No language model is loaded.");
    const messages: ChatMessage[] = [];
    const turns: { promptTokens: number; cachedTokens: number; firstWord: number; text: string }[] = [];
    for (const content of questions) {
      messages.push({ role: "user", content });
      const start = performance.now();
      let firstWord = 0;
      const { text, usage } = await model.complete({ messages, maxTokens, temperature: 0 }, () => {
        firstWord ||= performance.now() - start;
      });
      messages.push({ role: "assistant", content: text });
      turns.push({ promptTokens: usage.promptTokens, cachedTokens: usage.cachedTokens, firstWord, text });
    }
    return turns;
  },

  /** What the model says to a text that it reads at once, and to the same one that it read word by word. */
  async readInPieces(text: string, maxTokens: number) {
    if (!model) throw new Error("No language model is loaded.");
    const { complete } = model;
    const ask = (content: string, most: number) =>
      complete({ messages: [{ role: "user", content }], maxTokens: most, temperature: 0 });
    await ask("Something else, so that nothing of it was read.", 1);
    const atOnce = await ask(text, maxTokens);
    await ask("Something else, so that nothing of it was read.", 1);
    for (const { index } of text.matchAll(/ /g)) await ask(text.slice(0, index), 1);
    const inPieces = await ask(text, maxTokens);
    return { atOnce: atOnce.text, inPieces: inPieces.text, cachedTokens: inPieces.usage.cachedTokens };
  },

  /** What becomes of a fetch inside llm.worker. */
  fetchInWorker: (url: string) => happen({ do: "fetch", url }),
};

declare global {
  interface Window {
    harness: typeof harness;
  }
}
window.harness = harness;
