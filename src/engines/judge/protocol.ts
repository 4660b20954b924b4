import type { JudgeTask } from "./tasks";

/** Two texts to be judged: (known, new), (text, the sentence before it), (passage, question), or (evidence, claim). */
export interface JudgeRow {
  task: JudgeTask;
  first: string;
  /** "" where there is none. */
  second: string;
}

export interface JudgeInfo {
  modelId: string;
}

/** What embedder.worker serves of the judge. Both calls reject with JudgeUnavailable, a sentence for people. */
export interface JudgeApi {
  /** Loads the judge once, and the embedder before it; later calls resolve at once. */
  loadJudge(): Promise<JudgeInfo>;
  /** One batch, loaded where it is not yet: for each row the logits of its own task's labels. */
  judge(rows: JudgeRow[]): Promise<Float32Array[]>;
}
