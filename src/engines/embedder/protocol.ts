import type { JudgeApi } from "../judge/protocol";

export interface EmbedderInfo {
  modelId: string;
  dimension: number;
}

/** What embedder.worker serves. */
export interface EmbedderApi extends JudgeApi {
  /** Loads the model once; later calls resolve at once. Rejects with a sentence where it cannot. */
  load(): Promise<EmbedderInfo>;
  /** One batch: `count` rows of `dimension` numbers in one array, in the order of the texts. */
  embed(texts: string[]): Promise<Float32Array>;
  /** A second port that serves the same API (memory.worker's). */
  connect(port: MessagePort): Promise<void>;
}
