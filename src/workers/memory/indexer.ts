import type { ConnectedEmbedder } from "../../engines/embedder/createEmbedder";
import type { Op } from "../../memory/model";
import type { Ids } from "../../memory/ports";
import { createMemoryIndex, type MemoryIndex } from "../../memory/recall/memoryIndex";
import type { CairnStore } from "../../storage/CairnStore";

/** Texts embedded between two saves: a crash loses at most this much work, none of it words. */
const BATCH = 64;
/** How long an answer waits for the embedder, which may be gone for good, before it does without, ms. */
const PATIENCE_MS = 10_000;
/** How long reflection waits for texts that are still to be embedded: it works on what there is then, ms. */
const SETTLE_MS = 120_000;
/** A pause after a failure before the next try, ms. */
const RETRY_MS = 2_000;

export interface IndexerDeps {
  store: CairnStore;
  embedder: Pick<ConnectedEmbedder, "load" | "embed" | "modelId" | "dimension">;
  ids: Ids;
  onUnindexed(unindexed: number): void;
}

export interface Indexer {
  readonly index: MemoryIndex;
  /** Starts to give texts their vectors, once the rows are loaded into the index. */
  start(): void;
  /** Folds changes in; those of this tab are embedded and saved, those of another tab only embedded. */
  fold(ops: readonly Op[], from: "here" | "elsewhere"): void;
  /** The question's vector, or null where there is no embedder yet: recall then goes by words alone. */
  embedQuestion(text: string, signal?: AbortSignal): Promise<Float32Array | null>;
  /** Vectors of texts that need not be indexed, e.g. the sentences of an answer; null as above. */
  embedAside(texts: readonly string[]): Promise<Float32Array[] | null>;
  /** Resolves when every text has its vector, or after two minutes. */
  settled(): Promise<void>;
}

/** Keeps the indexes: words at once, meaning in the background, newest first. */
export function createIndexer({ store, embedder, ids, onUnindexed }: IndexerDeps): Indexer {
  const index = createMemoryIndex();
  const foreign = new Set<string>();
  const waiting: (() => void)[] = [];
  let ready = false;
  let pumping = false;

  const keyOf = (text: string) => ids.derive("text", embedder.modelId, text);

  /** Gives known texts the vectors that are stored; what is left is missing. */
  async function loadVectors(): Promise<void> {
    index.startVectors(embedder.dimension);
    const textOf = new Map<string, string>();
    for (const text of index.texts()) textOf.set(keyOf(text), text);
    for await (const { keys, vectors } of store.loadVectors(embedder.modelId)) {
      keys.forEach((key, row) => {
        const text = textOf.get(key);
        const from = row * embedder.dimension;
        if (text !== undefined) index.setVector(text, vectors.subarray(from, from + embedder.dimension));
      });
    }
    ready = true;
  }

  async function embedMissing(): Promise<void> {
    const texts = index.missing(BATCH);
    const vectors = await embedder.embed(texts, { priority: "later" });
    const entries: { key: string; vector: Float32Array }[] = [];
    texts.forEach((text, place) => {
      const vector = vectors[place];
      if (!vector || !index.setVector(text, vector)) return;
      if (!foreign.delete(text)) entries.push({ key: keyOf(text), vector });
    });
    if (entries.length > 0) await store.saveVectors(embedder.modelId, embedder.dimension, entries);
  }

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    while (index.unindexed > 0 || !ready) {
      try {
        if (!ready) {
          await embedder.load();
          await loadVectors();
        } else await embedMissing();
        onUnindexed(index.unindexed);
      } catch (error) {
        console.warn("Texts are still to be embedded:", error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    pumping = false;
    for (const resolve of waiting.splice(0)) resolve();
  }

  async function embedNow(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[] | null> {
    if (!ready) return null;
    const late = AbortSignal.timeout(PATIENCE_MS);
    try {
      return await embedder.embed(texts, { priority: "now", signal: signal ? AbortSignal.any([signal, late]) : late });
    } catch (error) {
      if (signal?.aborted) throw error;
      console.warn("Recall goes by words alone:", error);
      return null;
    }
  }

  return {
    index,
    start() {
      // Until the vectors are loaded too, nothing is found by its meaning.
      onUnindexed(index.unindexed);
      void pump();
    },
    fold(ops, from) {
      const before = index.unindexed;
      index.apply(ops);
      if (from === "elsewhere")
        for (const text of index.missing(Math.max(0, index.unindexed - before))) foreign.add(text);
      if (index.unindexed > 0) {
        onUnindexed(index.unindexed);
        void pump();
      }
    },
    async embedQuestion(text, signal) {
      return (await embedNow([text], signal))?.[0] ?? null;
    },
    embedAside: (texts) => embedNow(texts),
    settled: () =>
      new Promise((resolve) => {
        if (!pumping) return resolve();
        const timer = setTimeout(resolve, SETTLE_MS);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
