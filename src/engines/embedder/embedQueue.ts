import type { EmbedOptions } from "../../memory/ports";

/**
 * Tokens that a batch holds at most, padding included. Measured on two cores: 2,400 tokens/s from 128 a batch up to 2,048, so
 * that more gain nothing but padding, and a question waits for the batch under way (0.1 s).
 */
const BATCH_TOKENS = 256;
/** Tokens that the model reads of a text. */
const LONGEST = 256;

/** One text on its way. */
export interface Piece {
  readonly text: string;
  /** About how many tokens it is. */
  readonly tokens: number;
  /** How many workers died with it. */
  losses: number;
  settle(vector: Float32Array): void;
  /** Fails the whole job; its other pieces are dropped. */
  fail(error: unknown): void;
  /** Whether its job is over. */
  isOver(): boolean;
}

/** One call of `embed`. */
export interface Job {
  fail(error: unknown): void;
}

export interface JobOptions extends Pick<EmbedOptions, "onProgress" | "priority"> {
  onDone(vectors: Float32Array[]): void;
  onFailed(error: unknown): void;
  /** Runs at the end, whichever it is. */
  onOver(): void;
}

/** Texts that wait to be embedded. */
export interface EmbedQueue {
  add(texts: readonly string[], options: JobOptions): Job;
  /** The next batch, of what has waited longest in the highest priority; empty when nothing waits. */
  take(): Piece[];
  /** Puts a batch that got no answer back in front of all others, less the pieces whose job is over. */
  putBack(batch: readonly Piece[]): void;
}

/** An English word of WordPiece takes about 4 characters a token; [CLS] and [SEP] come on top. */
export function estimateTokens(text: string): number {
  return Math.min(LONGEST, 2 + Math.ceil(text.length / 4));
}

/** A queue of two lanes. Within a job long texts come first, so that each batch is of like length. */
export function createEmbedQueue(batchTokens = BATCH_TOKENS): EmbedQueue {
  const lanes: Record<"now" | "later", Piece[]> = { now: [], later: [] };
  let back: Piece[] = [];

  function takeFrom(lane: Piece[]): Piece[] {
    const batch: Piece[] = [];
    let width = 0;
    let taken = 0;
    for (const piece of lane) {
      if (!piece.isOver()) {
        width = Math.max(width, piece.tokens);
        if (batch.length > 0 && width * (batch.length + 1) > batchTokens) break;
        batch.push(piece);
      }
      taken += 1;
    }
    lane.splice(0, taken);
    return batch;
  }

  return {
    add(texts, options) {
      const { job, pieces } = createJob(texts, options);
      lanes[options.priority ?? "later"].push(...pieces);
      return job;
    },
    take() {
      const again = back.filter((piece) => !piece.isOver());
      back = [];
      if (again.length > 0) return again;
      const now = takeFrom(lanes.now);
      return now.length > 0 ? now : takeFrom(lanes.later);
    },
    putBack(batch) {
      back = [...batch];
    },
  };
}

function createJob(texts: readonly string[], options: JobOptions): { job: Job; pieces: Piece[] } {
  const vectors: Float32Array[] = new Array(texts.length);
  let done = 0;
  let over = false;

  function end(tell: () => void): void {
    over = true;
    options.onOver();
    tell();
  }
  function fail(error: unknown): void {
    if (!over) end(() => options.onFailed(error));
  }
  const pieces = texts.map(
    (text, at): Piece => ({
      text,
      tokens: estimateTokens(text),
      losses: 0,
      settle(vector) {
        if (over) return;
        vectors[at] = vector;
        done += 1;
        options.onProgress?.(done, texts.length);
        if (done === texts.length) end(() => options.onDone(vectors));
      },
      fail,
      isOver: () => over,
    }),
  );
  if (texts.length === 0) end(() => options.onDone([]));
  return { job: { fail }, pieces: pieces.sort((a, b) => b.tokens - a.tokens) };
}
