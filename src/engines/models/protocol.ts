/** What models.worker serves to the page: models from the user's disk, in a thread that reaches no network. A worker does one piece of work. */
import type { LanguageModelInfo } from "./languageModelInfo";

/** What files from the user's disk are: a model that can run here, or the reason why they are none, for people. */
export type Inspected = { ok: true; model: LanguageModelInfo } | { ok: false; reason: string };

export interface ModelsApi {
  /** Reads the header of a GGUF (one file, or all parts of a split one) or the lists of a compiled model's folder. Copies nothing. */
  inspect(files: readonly File[]): Promise<Inspected>;
  /**
   * Copies a model onto this device and resolves with it as it is here; one that is here already is not kept twice. Rejects
   * with UnusableModel (what `inspect` says), NoRoom, or the signal's reason; then nothing of it is left.
   */
  add(
    files: readonly File[],
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<LanguageModelInfo>;
  /** As in ModelStore. */
  list(): Promise<LanguageModelInfo[]>;
  sizes(): Promise<{ id: string; bytes: number; whole: boolean }[]>;
  remove(id: string): Promise<void>;
}
