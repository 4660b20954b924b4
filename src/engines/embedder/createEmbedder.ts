import type { Embedder } from "../../memory/ports";
import { createEmbedderLine, type EmbedderLine } from "./embedderLine";
import { estimateTokens } from "./estimateTokens";
import type { EmbedderApi, EmbedderInfo } from "./protocol";
import { BATCH_TOKENS, type Work } from "./workQueue";

/** The model that is there now is not the one that the vectors on hand are of. */
export class EmbedderChanged extends Error {
  override readonly name = "EmbedderChanged";
}

/** An Embedder whose worker may die and be replaced. `modelId` and `dimension` throw until `load` has resolved. */
export interface ConnectedEmbedder extends Embedder, Pick<EmbedderLine, "connect"> {
  /** Resolves when the model is loaded. Rejects with its reason where it cannot be; the next call tries again. */
  load(): Promise<EmbedderInfo>;
}

/** Tokens that the model reads of a text. */
const LONGEST = 256;

/** Texts to be embedded, as they are put together in batches. */
export const EMBEDDING: Pick<Work<string, Float32Array>, "tokens" | "fits"> = {
  // [CLS] and [SEP] come on top.
  tokens: (text) => Math.min(LONGEST, 2 + estimateTokens(text)),
  fits: (rows, width) => rows * width <= BATCH_TOKENS,
};

/** An Embedder over embedder.worker. */
export function createEmbedder(line = createEmbedderLine()): ConnectedEmbedder {
  let known: EmbedderInfo | null = null;

  async function loadOn(api: EmbedderApi): Promise<EmbedderInfo> {
    const info = await api.load();
    if (known && known.modelId !== info.modelId) {
      throw new EmbedderChanged(
        `The model on hand is ${info.modelId}, but what is stored was made by ${known.modelId}.`,
      );
    }
    known = info;
    return info;
  }

  const embedding: Work<string, Float32Array> = {
    ...EMBEDDING,
    async run(api, texts) {
      const { dimension } = await loadOn(api);
      const rows = await api.embed([...texts]);
      return texts.map((_, row) => rows.slice(row * dimension, (row + 1) * dimension));
    },
  };

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
    connect: line.connect,
    load: () => line.ask(loadOn),
    embed: (texts, options) => line.submit(embedding, texts, { ...options, priority: options?.priority ?? "later" }),
  };
}
