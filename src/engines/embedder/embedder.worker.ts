import "../../trustedTypes";
import { expose, transfer } from "../../workers/rpc";
import { serveWorker } from "../../workers/serveWorker";
import { readManifest } from "../llm/readManifest";
import type { SentenceModel } from "./loadSentenceModel";
import type { EmbedderApi } from "./protocol";

let loading: Promise<SentenceModel> | null = null;

async function load(): Promise<SentenceModel> {
  const [{ loadSentenceModel }, manifest] = await Promise.all([import("./loadSentenceModel"), readManifest()]);
  const entry = manifest.models.find((model) => model.kind === "embedder");
  if (entry?.state.is !== "ready") {
    throw new Error(`The model that finds by meaning is not here. ${entry ? "" : manifest.note}`.trim());
  }
  return loadSentenceModel(entry);
}

function loaded(): Promise<SentenceModel> {
  loading ??= load().catch((error: unknown) => {
    // The next call may find the files.
    loading = null;
    throw error;
  });
  return loading;
}

const api: EmbedderApi = {
  async load() {
    return (await loaded()).info;
  },
  async embed(texts) {
    const vectors = await (await loaded()).embed(texts);
    return transfer(vectors, [vectors.buffer]);
  },
  async connect(port) {
    expose(api, port);
  },
};

serveWorker(api);
