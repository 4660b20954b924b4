/** What llm.worker serves to the page. */
import type { Completion, CompletionRequest } from "../../memory/ports";

/** A model file in /models/manifest.json. */
export interface ModelEntry {
  id: string;
  /** For people, e.g. "SmolLM2 135M". */
  name: string;
  kind: "embedder" | "gguf";
  /** Paths below /models/. */
  files: { path: string; bytes: number; sha256: string }[];
  licence: string;
  /** ready: all files are there. fetching: `fetched` bytes are. failed: `reason` says why and what to do. */
  state: { is: "ready" } | { is: "fetching"; fetched: number } | { is: "failed"; reason: string };
}

export interface ModelManifest {
  version: 1;
  models: ModelEntry[];
  /** One line for people where a model cannot be fetched here (no Python), else "". */
  note: string;
}

export interface LlmApi {
  /** Loads a model, unloading the one before. Resolves when it can answer. */
  load(model: ModelEntry, onProgress: (done: number, total: number) => void): Promise<void>;
  unload(): Promise<void>;
  complete(
    request: Omit<CompletionRequest, "signal">,
    onText: (piece: string) => void,
    signal?: AbortSignal,
  ): Promise<Completion>;
}
