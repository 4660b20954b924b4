import type { EmbedOptions } from "../../memory/ports";
import { type Line, openPort, WorkerLost } from "../../workers/rpc";
import type { EmbedderApi } from "./protocol";
import { createWorkQueue, type Piece, type Work } from "./workQueue";

/** What the embedder and the judge of a thread share: embedder.worker, which may die and be replaced, and the way to it. */
export interface EmbedderLine {
  /** Takes the port of a (new) embedder.worker. A batch that the former one left unanswered is sent again. */
  connect(port: MessagePort): void;
  /** A call outside the queue; where its worker dies under it, it is made to the next one. */
  ask<Result>(call: (api: EmbedderApi) => Promise<Result>): Promise<Result>;
  /** "now" before "later", items of like length together, one batch under way at a time. Rejects with the signal's reason. */
  submit<Item, Result>(
    work: Work<Item, Result>,
    items: readonly Item[],
    options: EmbedOptions & Required<Pick<EmbedOptions, "priority">>,
  ): Promise<Result[]>;
}

/** An item that was under way in this many workers when they died is not sent again. */
const MAX_LOSSES = 3;

/** A line without a worker yet: what is asked waits for the first. */
export function createEmbedderLine(): EmbedderLine {
  const queue = createWorkQueue();
  let line: Line<EmbedderApi> | null = null;
  const unconnected: (() => void)[] = [];
  let pumping = false;

  async function connected(): Promise<Line<EmbedderApi>> {
    while (!line) await new Promise<void>((resolve) => unconnected.push(resolve));
    return line;
  }

  /** Whether `used` is gone, as `error` tells: then the next worker takes over. */
  function isGone(used: Line<EmbedderApi>, error: unknown): boolean {
    if (!(error instanceof WorkerLost)) return false;
    if (line === used) line = null;
    return true;
  }

  async function send(batch: readonly Piece[], { work }: Piece): Promise<void> {
    const used = await connected();
    try {
      const results = await work.run(
        used.api,
        batch.map((piece) => piece.item),
      );
      batch.forEach((piece, at) => {
        piece.settle(results[at]);
      });
    } catch (error) {
      const gone = isGone(used, error);
      for (const piece of batch) {
        piece.losses += 1;
        if (!gone || piece.losses >= MAX_LOSSES) piece.fail(error);
      }
      queue.putBack(batch);
    }
  }

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    for (;;) {
      const batch = queue.take();
      const [first] = batch;
      if (!first) break;
      await send(batch, first);
    }
    pumping = false;
  }

  return {
    connect(port) {
      line?.cut(new WorkerLost("Another worker has taken its place."));
      line = openPort(port);
      for (const resume of unconnected.splice(0)) resume();
    },
    async ask(call) {
      for (;;) {
        const used = await connected();
        try {
          return await call(used.api);
        } catch (error) {
          if (!isGone(used, error)) throw error;
        }
      }
    },
    submit(work, items, { signal, ...options }) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const stop = () => job.fail(signal?.reason);
        const job = queue.add(work, items, {
          ...options,
          onDone: resolve,
          onFailed: reject,
          onOver: () => signal?.removeEventListener("abort", stop),
        });
        signal?.addEventListener("abort", stop, { once: true });
        void pump();
      });
    },
  };
}
