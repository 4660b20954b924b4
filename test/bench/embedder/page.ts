/** The page of test/bench/embed.ts: our embedder in its worker, and transformers.js called bare, on the same batches. */
import "../../../src/trustedTypes";
import { env, pipeline } from "@xenova/transformers";
import ortModule from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import ortWasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { createEmbedder, EMBEDDING } from "../../../src/engines/embedder/createEmbedder";
import type { EmbedderApi } from "../../../src/engines/embedder/protocol";
import { createWorkQueue, type Work } from "../../../src/engines/embedder/workQueue";
import { superviseWorker } from "../../../src/workers/superviseWorker";
import { benchTexts } from "./texts";

const texts = benchTexts(160);

async function loadOurs() {
  const embedder = createEmbedder();
  superviseWorker<EmbedderApi>({
    name: "embedder",
    create: (name) =>
      new Worker(new URL("../../../src/engines/embedder/embedder.worker.ts", import.meta.url), {
        type: "module",
        name,
      }),
    connect(api) {
      const { port1, port2 } = new MessageChannel();
      void api.connect(port1);
      embedder.connect(port2);
    },
  }).start();
  await embedder.load();
  return embedder;
}

async function loadBare() {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error("This browser has no WebAssembly.");
  wasm.wasmPaths = { mjs: ortModule, wasm: ortWasm };
  wasm.numThreads = Math.min(4, navigator.hardwareConcurrency);
  return pipeline("feature-extraction", "all-MiniLM-L6-v2", { dtype: "q8", device: "wasm" });
}

/** The batches that our queue makes of the texts. */
function batches(): string[][] {
  const nothing = () => undefined;
  const queue = createWorkQueue();
  const work: Work<string, Float32Array> = { ...EMBEDDING, run: async () => [] };
  queue.add(work, texts, { priority: "later", onDone: nothing, onFailed: nothing, onOver: nothing });
  const all: string[][] = [];
  for (let batch = queue.take(); batch.length > 0; batch = queue.take())
    all.push(batch.map((piece) => String(piece.item)));
  return all;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/**
 * Texts a second of each, batch by batch in turn: the best of `rounds` of every batch, so that whatever else the machine
 * does hits neither more than the other. Also the share of padding, and the lowest cosine between the two.
 */
async function bench(rounds: number) {
  const ours = await loadOurs();
  const bare = await loadBare();
  const same = batches();
  let ourTime = 0;
  let bareTime = 0;
  for (const batch of same) {
    const best = { ours: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round++) {
      best.ours = Math.min(best.ours, await seconds(() => ours.embed(batch)));
      best.bare = Math.min(best.bare, await seconds(() => bare(batch, { pooling: "mean", normalize: true })));
    }
    ourTime += best.ours;
    bareTime += best.bare;
  }
  let tokens = 0;
  let padded = 0;
  let lowest = 1;
  for (const batch of same) {
    const lengths = batch.map((text) => bare.tokenizer.encode(text).length);
    tokens += lengths.reduce((sum, length) => sum + length, 0);
    padded += Math.max(...lengths) * lengths.length;
    const theirs = (await bare(batch, { pooling: "mean", normalize: true })).tolist() as number[][];
    const vectors = await ours.embed(batch);
    vectors.forEach((vector, row) => {
      lowest = Math.min(
        lowest,
        vector.reduce((sum, value, i) => sum + value * (theirs[row]?.[i] ?? 0), 0),
      );
    });
  }
  const speed = { ours: texts.length / ourTime, bare: texts.length / bareTime };
  return { ...speed, texts: texts.length, tokens, padding: 1 - tokens / padded, batches: same.length, lowest };
}

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
