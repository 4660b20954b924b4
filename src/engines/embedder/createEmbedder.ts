import type { Embedder, EmbedOptions } from "../../memory/ports";
import { type Line, openPort, WorkerLost } from "../../workers/rpc";
import { createEmbedQueue, type Piece } from "./embedQueue";
import type { EmbedderApi, EmbedderInfo } from "./protocol";

/** The model that is there now is not the one that the vectors on hand are of. */
export class EmbedderChanged extends Error {
  override readonly name = "EmbedderChanged";
}

/** An Embedder whose worker may die and be replaced. `modelId` and `dimension` throw until `load` has resolved. */
export interface ConnectedEmbedder extends Embedder {
  /** Takes the port of a (new) embedder.worker. A batch that the former one left unanswered is sent again. */
  connect(port: MessagePort): void;
  /** Resolves when the model is loaded. Rejects with its reason where it cannot be; the next call tries again. */
  load(): Promise<EmbedderInfo>;
}

/** A text that was under way in this many workers when they died is not sent again. */
const MAX_LOSSES = 3;

/** An Embedder over embedder.worker: "now" before "later", texts of like length together, one batch under way at a time. */
export function createEmbedder(): ConnectedEmbedder {
  const queue = createEmbedQueue();
  let line: Line<EmbedderApi> | null = null;
  const unconnected: (() => void)[] = [];
  let known: EmbedderInfo | null = null;
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

  async function loadOn(used: Line<EmbedderApi>): Promise<EmbedderInfo> {
    const info = await used.api.load();
    if (known && known.modelId !== info.modelId) {
      throw new EmbedderChanged(
        `The model on hand is ${info.modelId}, but what is stored was made by ${known.modelId}.`,
      );
    }
    known = info;
    return info;
  }

  async function load(): Promise<EmbedderInfo> {
    for (;;) {
      const used = await connected();
      try {
        return await loadOn(used);
      } catch (error) {
        if (!isGone(used, error)) throw error;
      }
    }
  }

  async function send(batch: readonly Piece[]): Promise<void> {
    const used = await connected();
    try {
      const { dimension } = await loadOn(used);
      const rows = await used.api.embed(batch.map((piece) => piece.text));
      batch.forEach((piece, row) => {
        piece.settle(rows.slice(row * dimension, (row + 1) * dimension));
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
    for (let batch = queue.take(); batch.length > 0; batch = queue.take()) await send(batch);
    pumping = false;
  }

  function embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const stop = () => job.fail(signal?.reason);
      const job = queue.add(texts, {
        ...options,
        onDone: resolve,
        onFailed: reject,
        onOver: () => signal?.removeEventListener("abort", stop),
      });
      signal?.addEventListener("abort", stop, { once: true });
      void pump();
    });
  }

  function needed(): EmbedderInfo {
    if (!known) throw new Error("The embedder is not loaded yet: await load() first.");
    return known;
  }

  return {
    get modelId() {
      return needed().modelId;
    },
    get dimension() {
      return needed().dimension;
    },
    connect(port) {
      line?.cut(new WorkerLost("Another worker has taken its place."));
      line = openPort(port);
      for (const resume of unconnected.splice(0)) resume();
    },
    load,
    embed,
  };
}
