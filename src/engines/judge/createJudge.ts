import thresholds from "../../../models/judge/thresholds.json" with { type: "json" };
import {
  ANSWER_LABELS,
  type Judge,
  type JudgeOptions,
  PAIR_LABELS,
  SENTENCE_LABELS,
  type Verdict,
} from "../../memory/ports";
import type { EmbedderLine } from "../embedder/embedderLine";
import { estimateTokens } from "../embedder/estimateTokens";
import type { EmbedderApi } from "../embedder/protocol";
import { BATCH_TOKENS, type Work } from "../embedder/workQueue";
import { JudgeUnavailable } from "./JudgeUnavailable";
import { LONGEST_ROW } from "./joinRow";
import type { JudgeInfo, JudgeRow } from "./protocol";
import type { JudgeTask } from "./tasks";
import { verdictOf } from "./verdictOf";

/**
 * A Judge whose worker may die and be replaced. Loads on first need; `modelId` throws until then. Its calls reject with the
 * signal's reason or with JudgeUnavailable, and nothing else.
 */
export interface ConnectedJudge extends Judge {
  /** Loads the model before it is needed. */
  load(): Promise<JudgeInfo>;
}

/** Rows of a batch, as the judge was measured: about 0.14 s on one core where they are as long as most are. */
const BATCH_ROWS = 8;

/** Workers that may die one after another while they load the judge, before it is given up. */
const MAX_LOADS = 3;

const { temperature } = thresholds;

/** A Judge over embedder.worker, by the line that it shares with the embedder: one batch of either is under way at a time. */
export function createJudge(line: EmbedderLine): ConnectedJudge {
  let known: JudgeInfo | null = null;
  /** The worker that has loaded it. */
  let loadedBy: EmbedderApi | null = null;

  async function loadOn(api: EmbedderApi): Promise<JudgeInfo> {
    if (known && loadedBy === api) return known;
    known = await api.loadJudge();
    loadedBy = api;
    return known;
  }

  /** Loads outside the queue, so that no question's embedding waits for 25 MB. */
  function load(): Promise<JudgeInfo> {
    let tries = 0;
    return line.ask((api) => {
      tries += 1;
      if (tries > MAX_LOADS) throw new Error(`${MAX_LOADS} threads died while they loaded it.`);
      return loadOn(api);
    });
  }

  const judging: Work<JudgeRow, Float32Array> = {
    tokens: ({ first, second }) => Math.min(LONGEST_ROW, 3 + estimateTokens(first) + estimateTokens(second)),
    fits: (rows, width) => rows <= BATCH_ROWS && rows * width <= BATCH_TOKENS,
    async run(api, rows) {
      // Where the worker that had loaded it was replaced since.
      await loadOn(api);
      return api.judge([...rows]);
    },
  };

  async function judge<Label extends string>(
    labels: readonly Label[],
    task: JudgeTask,
    texts: readonly Omit<JudgeRow, "task">[],
    { signal, priority = "now" }: JudgeOptions = {},
  ): Promise<Verdict<Label>[]> {
    try {
      const rows = texts.map((row): JudgeRow => ({ task, ...row }));
      if (rows.length > 0) await unlessAborted(load, signal);
      const logits = await line.submit(judging, rows, { signal, priority });
      return logits.map((row) => verdictOf(labels, row, temperature[task]));
    } catch (error) {
      if (signal?.aborted) throw error;
      throw JudgeUnavailable.from(error, "The judge gave no answer");
    }
  }

  return {
    get modelId() {
      if (!known) throw new Error("The judge is not loaded yet: await a verdict first.");
      return known.modelId;
    },
    async load() {
      try {
        return await load();
      } catch (error) {
        throw JudgeUnavailable.from(error, "The judge could not be loaded");
      }
    },
    pairs: (known, text, options) =>
      judge(
        PAIR_LABELS,
        "pair",
        known.map((first) => ({ first, second: text })),
        options,
      ),
    sentences: (items, options) =>
      judge(
        SENTENCE_LABELS,
        "sentence",
        items.map(({ text, before }) => ({ first: text, second: before })),
        options,
      ),
    answers: (question, passages, options) =>
      judge(
        ANSWER_LABELS,
        "question",
        passages.map((first) => ({ first, second: question })),
        options,
      ),
  };
}

/** What `work` gives; rejects with the signal's reason as soon as that is aborted. */
async function unlessAborted<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work();
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
