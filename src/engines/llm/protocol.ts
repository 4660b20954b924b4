/** What llm.worker serves to the page. */
import type { Completion, CompletionRequest } from "../../memory/ports";
import type { LanguageModelInfo, ModelFile } from "../models/languageModelInfo";

/** A model in /models/manifest.json: what this server has. */
export interface ModelEntry {
  id: string;
  /** For people, e.g. "SmolLM2 135M". */
  name: string;
  kind: "embedder" | "judge" | "gguf" | "mlc";
  /** Paths below /models/: the model's own folder, then the file. */
  files: ModelFile[];
  licence: string;
  /** ready: all files are there. fetching: `fetched` bytes are. failed: `reason` says why and what to do. */
  state: { is: "ready" } | { is: "fetching"; fetched: number } | { is: "failed"; reason: string };
  /** Of a language model; as in LanguageModelInfo. */
  about?: Pick<LanguageModelInfo, "memoryBytes" | "parameters" | "contextTokens" | "needsF16" | "family" | "thinks">;
}

export interface ModelManifest {
  version: 1;
  models: ModelEntry[];
  /** One line for people where a model cannot be fetched here (no Python), else "". */
  note: string;
}

export interface LoadOptions {
  /** Tokens of prompt and answer together, at most what the model was made for. */
  contextTokens: number;
}

export interface LlmApi {
  /**
   * Loads a model whose files are on this device (src/engines/models/modelStore.ts), unloading the one before. Resolves when
   * it can answer. Rejects with DeviceLost, OutOfMemory, ModelCorrupt, NoGraphics or a sentence.
   */
  load(
    model: LanguageModelInfo,
    options: LoadOptions,
    onProgress: (done: number, total: number) => void,
  ): Promise<void>;
  unload(): Promise<void>;
  complete(
    request: Omit<CompletionRequest, "signal" | "priority">,
    onText: (piece: string) => void,
    signal?: AbortSignal,
  ): Promise<Completion>;
}

/** What the one loaded model can do now. */
export type LlmState =
  | { is: "off" }
  /** Bytes of its files read so far; then the engine takes them in. */
  | { is: "loading"; modelId: string; done: number; total: number }
  | { is: "ready"; modelId: string; contextTokens: number }
  /** It could not be loaded, or broke down: the error's name, and its sentence. */
  | { is: "failed"; modelId: string; name: string; reason: string };
