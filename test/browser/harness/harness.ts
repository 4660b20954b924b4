/** The page of test/browser/engines.test.ts: the real workers, and the contract cases to be run on them by title. */
import "../../../src/trustedTypes";
import { createEmbedder } from "../../../src/engines/embedder/createEmbedder";
import type { EmbedderApi } from "../../../src/engines/embedder/protocol";
import { createLlmClient } from "../../../src/engines/llm/llmClient";
import type { LanguageModel } from "../../../src/memory/ports";
import { wrapPort } from "../../../src/workers/rpc";
import { superviseWorker } from "../../../src/workers/superviseWorker";
import { embedderContract, meaningContract } from "../../contracts/embedder";
import { languageModelContract } from "../../contracts/languageModel";

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
  create: (name) =>
    born(
      "llm",
      new Worker(new URL("../../../src/engines/llm/llm.worker.ts", import.meta.url), { type: "module", name }),
    ),
});

async function chatModel() {
  const { models } = await llm.listModels();
  const entry = models.find(({ kind }) => kind === "gguf");
  if (!entry) throw new Error("There is no language model in public/models.");
  return entry;
}

let model: LanguageModel | null = null;

const sentence = "The council met on Tuesday to talk about the new bridge, and several people spoke about its cost. ";

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

  async loadModel() {
    const start = performance.now();
    const steps: number[] = [];
    const entry = await chatModel();
    model = await llm.load(entry, (done, total) => steps.push(done / total));
    return { took: performance.now() - start, id: model.id, lastStep: steps.at(-1) };
  },

  async runModelCase(title: string) {
    const fact = languageModelContract.find((one) => one.title === title);
    if (!fact || !model) throw new Error(`no such case, or no model: ${title}`);
    await fact.run({
      model,
      longText: sentence.repeat(60),
      overlongText: sentence.repeat(300),
      async reload() {
        await llm.unload();
        model = await llm.load(await chatModel());
      },
      kill: () => kill("llm"),
    });
  },

  /** The error of loading a file that is no model, and whether the real one loads after it. */
  async loadNoModel() {
    const entry = await chatModel();
    const { models } = await llm.listModels();
    const other = models
      .find(({ kind }) => kind === "embedder")
      ?.files.find(({ path }) => path.endsWith("config.json"));
    if (!other) throw new Error("The manifest names no config.json.");
    const error = await llm
      .load({ ...entry, id: "no-model", files: [other] })
      .catch((reason: unknown) => String(reason));
    model = await llm.load(entry);
    return { error: typeof error === "string" ? error : "none", state: llm.state.is };
  },
};

declare global {
  interface Window {
    harness: typeof harness;
  }
}
window.harness = harness;
