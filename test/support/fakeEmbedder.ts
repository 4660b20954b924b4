import { createHash } from "node:crypto";
import type { EmbedderApi } from "../../src/engines/embedder/protocol";
import { JudgeUnavailable } from "../../src/engines/judge/JudgeUnavailable";
import type { JudgeRow } from "../../src/engines/judge/protocol";
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
  /** Runs at each load and each batch, and may reject it; `texts` are the first ones of rows to be judged. */
  before?(call: FakeCall, texts: readonly string[]): Promise<void> | void;
  /** The logits of a row, e.g. fakeJudgeLogits; without it there is no judge. */
  judge?(row: JudgeRow): Float32Array;
}

type FakeCall = "load" | "embed" | "loadJudge" | "judge";

/** What embedder.worker serves, without a model; `batches` and `judged` hold what it was asked for. */
export function createFakeEmbedderApi(
  options: FakeEmbedderOptions = {},
): EmbedderApi & { batches: string[][]; judged: JudgeRow[][] } {
  const { batchMs = 1, modelId = MODEL_ID, before, judge } = options;
  const batches: string[][] = [];
  const judged: JudgeRow[][] = [];
  const api = {
    batches,
    judged,
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
    async loadJudge() {
      await before?.("loadJudge", []);
      if (!judge) throw new JudgeUnavailable("There is no judge in this test.");
      return { modelId: "judge@fake" };
    },
    async judge(rows: JudgeRow[]) {
      judged.push(rows);
      await before?.(
        "judge",
        rows.map(({ first }) => first),
      );
      await new Promise((resolve) => setTimeout(resolve, batchMs));
      if (!judge) throw new JudgeUnavailable("There is no judge in this test.");
      return rows.map(judge);
    },
    async connect(port: MessagePort) {
      expose(api, port);
    },
  };
  return api;
}
