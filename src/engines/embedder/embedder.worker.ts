import "../../trustedTypes";
import { expose, transfer } from "../../workers/rpc";
import { serveWorker } from "../../workers/serveWorker";
import { JudgeUnavailable } from "../judge/JudgeUnavailable";
import { ModelCorrupt } from "../llm/engineErrors";
import { readManifest } from "../llm/readManifest";
import { loadOnce } from "./loadOnce";
import type { EmbedderApi } from "./protocol";

/** How long a judge that could not be loaded is left alone: each sentence asks for it, and a try may fetch 25 MB. */
const JUDGE_PAUSE_MS = 60_000;
/** The same where its file is another one than it should be, which a further try mends only after the host was changed. */
const DAMAGED_PAUSE_MS = 10 * 60_000;

const embedder = loadOnce(async () => {
  const [{ loadSentenceModel }, manifest] = await Promise.all([import("./loadSentenceModel"), readManifest()]);
  const entry = manifest.models.find((model) => model.kind === "embedder");
  if (entry?.state.is !== "ready") {
    throw new Error(`The model that finds by meaning is not here. ${entry ? "" : manifest.note}`.trim());
  }
  return loadSentenceModel(entry);
});

const judge = loadOnce(async () => {
  try {
    // The judge reads with the embedder's tokenizer, in the runtime that the embedder has started.
    const { wordIds } = await embedder();
    const [{ loadJudge }, manifest] = await Promise.all([import("../judge/loadJudge"), readManifest()]);
    const entry = manifest.models.find((model) => model.kind === "judge");
    if (entry?.state.is !== "ready") {
      throw new JudgeUnavailable("The judge did not come with this copy of Cairn, which goes on without it.");
    }
    return await loadJudge(entry, wordIds);
  } catch (error) {
    throw JudgeUnavailable.from(error, "The judge could not be loaded");
  }
}, pauseAfter);

function pauseAfter(error: unknown): number {
  return error instanceof Error && error.cause instanceof ModelCorrupt ? DAMAGED_PAUSE_MS : JUDGE_PAUSE_MS;
}

const api: EmbedderApi = {
  async load() {
    return (await embedder()).info;
  },
  async embed(texts) {
    const vectors = await (await embedder()).embed(texts);
    return transfer(vectors, [vectors.buffer]);
  },
  async loadJudge() {
    return (await judge()).info;
  },
  async judge(rows) {
    const { judge: run } = await judge();
    try {
      return await run(rows);
    } catch (error) {
      throw JudgeUnavailable.from(error, "The judge broke down");
    }
  },
  async connect(port) {
    expose(api, port);
  },
};

serveWorker(api);
