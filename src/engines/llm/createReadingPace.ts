/** How long reading one batch of a prompt should take, ms: Stop is seen between two of them, and has a second. */
const BATCH_MS = 250;
/** Few enough for a processor that plays a graphics card. */
const FIRST = 8;
/** Kernels work on a few tokens at once: fewer than these take as long. */
const STEP = 4;
/** A first batch also compiles shaders, and says little. */
const GROWTH = 4;

/** How many tokens of a prompt to read at once. */
export interface ReadingPace {
  readonly batch: number;
  /** What reading so many tokens took. */
  took(tokens: number, ms: number): void;
}

/** Batches as large as a device reads in a quarter of a second: it has to be measured, they differ a thousandfold. */
export function createReadingPace(): ReadingPace {
  let batch = FIRST;
  return {
    get batch() {
      return batch;
    },
    took(tokens, ms) {
      // The last batch of a prompt is a rest: its time is mostly that of one pass over the weights.
      if (tokens < batch) return;
      const wanted = Math.min(batch * GROWTH, (tokens * BATCH_MS) / Math.max(ms, 1));
      batch = Math.max(STEP, Math.round(wanted / STEP) * STEP);
    },
  };
}
