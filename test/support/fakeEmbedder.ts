import { createHash } from "node:crypto";
import type { EmbedderApi } from "../../src/engines/embedder/protocol";
import { expose, transfer } from "../../src/workers/rpc";

/** Numbers of a fake vector. */
const FAKE_DIMENSION = 32;
const MODEL_ID = "words@fake";

/** A unit vector in which each word of the text has a direction of its own: texts with words in common are near each other. */
export function fakeVector(text: string): Float32Array {
  const vector = new Float32Array(FAKE_DIMENSION);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [""]) {
    const bytes = createHash("sha256").update(word).digest();
    for (let i = 0; i < FAKE_DIMENSION; i++) vector[i] = (vector[i] ?? 0) + (bytes[i] ?? 0) - 127.5;
  }
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

export interface FakeEmbedderOptions {
  /** Milliseconds a batch. */
  batchMs?: number;
  modelId?: string;
  /** Runs at each load and each batch, and may reject it. */
  before?(call: "load" | "embed", texts: readonly string[]): Promise<void> | void;
}

/** What embedder.worker serves, without a model; `batches` holds what it was asked for. */
export function createFakeEmbedderApi(options: FakeEmbedderOptions = {}): EmbedderApi & { batches: string[][] } {
  const { batchMs = 1, modelId = MODEL_ID, before } = options;
  const batches: string[][] = [];
  const api = {
    batches,
    async load() {
      await before?.("load", []);
      return { modelId, dimension: FAKE_DIMENSION };
    },
    async embed(texts: string[]) {
      batches.push(texts);
      await before?.("embed", texts);
      await new Promise((resolve) => setTimeout(resolve, batchMs));
      const rows = new Float32Array(texts.length * FAKE_DIMENSION);
      texts.forEach((text, row) => {
        rows.set(fakeVector(text), row * FAKE_DIMENSION);
      });
      return transfer(rows, [rows.buffer]);
    },
    async connect(port: MessagePort) {
      expose(api, port);
    },
  };
  return api;
}
