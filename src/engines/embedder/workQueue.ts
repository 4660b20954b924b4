import type { EmbedOptions } from "../../memory/ports";
import type { EmbedderApi } from "./protocol";

/**
 * Tokens that a batch holds at most, padding included. Measured on two cores: 2,400 tokens/s of the embedder from 128 a batch
 * up to 2,048, so that more gain nothing but padding, and a question waits for the batch under way (0.1 s).
 */
export const BATCH_TOKENS = 256;

/** One kind of work of embedder.worker. */
export interface Work<Item, Result> {
  /** About how many tokens an item is. */
  tokens(item: Item): number;
  /** Whether a batch may have so many rows, each padded to `width` tokens. One item alone always may. */
  fits(rows: number, width: number): boolean;
  /** Does a batch, on a worker that may die under it. Results in the order of the items. */
  run(api: EmbedderApi, items: readonly Item[]): Promise<readonly Result[]>;
}

/** One item on its way. */
export interface Piece<Item = unknown, Result = unknown> {
  readonly work: Work<Item, Result>;
  readonly item: Item;
  /** About how many tokens it is. */
  readonly tokens: number;
  /** How many workers died with it. */
  losses: number;
  settle(result: Result): void;
  /** Fails the whole job; its other pieces are dropped. */
  fail(error: unknown): void;
  /** Whether its job is over. */
  isOver(): boolean;
}

/** Items that were asked for at once. */
export interface Job {
  fail(error: unknown): void;
}

export interface JobOptions<Result> extends Pick<EmbedOptions, "onProgress"> {
  priority: "now" | "later";
  onDone(results: Result[]): void;
  onFailed(error: unknown): void;
  /** Runs at the end, whichever it is. */
  onOver(): void;
}

/** Items that wait for embedder.worker. */
export interface WorkQueue {
  add<Item, Result>(work: Work<Item, Result>, items: readonly Item[], options: JobOptions<Result>): Job;
  /** The next batch, of one kind of work and of what has waited longest in the highest priority; empty when nothing waits. */
  take(): Piece[];
  /** Puts a batch that got no answer back in front of all others, less the pieces whose job is over. */
  putBack(batch: readonly Piece[]): void;
}

/** A queue of two lanes. Within a job long items come first, so that each batch is of like length. */
export function createWorkQueue(): WorkQueue {
  const lanes: Record<"now" | "later", Piece[]> = { now: [], later: [] };
  let back: Piece[] = [];

  function takeFrom(lane: Piece[]): Piece[] {
    const batch: Piece[] = [];
    let width = 0;
    let taken = 0;
    for (const piece of lane) {
      if (!piece.isOver()) {
        width = Math.max(width, piece.tokens);
        const fits = piece.work === (batch[0] ?? piece).work && piece.work.fits(batch.length + 1, width);
        if (batch.length > 0 && !fits) break;
        batch.push(piece);
      }
      taken += 1;
    }
    lane.splice(0, taken);
    return batch;
  }

  return {
    add(work, items, options) {
      const { job, pieces } = createJob(work, items, options);
      lanes[options.priority].push(...(pieces as Piece[]));
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

function createJob<Item, Result>(
  work: Work<Item, Result>,
  items: readonly Item[],
  options: JobOptions<Result>,
): { job: Job; pieces: Piece<Item, Result>[] } {
  const results: Result[] = new Array(items.length);
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
  const pieces = items.map(
    (item, at): Piece<Item, Result> => ({
      work,
      item,
      tokens: work.tokens(item),
      losses: 0,
      settle(result) {
        if (over) return;
        results[at] = result;
        done += 1;
        options.onProgress?.(done, items.length);
        if (done === items.length) end(() => options.onDone(results));
      },
      fail,
      isOver: () => over,
    }),
  );
  if (items.length === 0) end(() => options.onDone([]));
  return { job: { fail }, pieces: pieces.sort((a, b) => b.tokens - a.tokens) };
}
