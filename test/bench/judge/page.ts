/** The page of test/bench/judge.ts: the app's judge and embedder, each row asked through their worker. */
import "../../../src/trustedTypes";
import { createEmbedder } from "../../../src/engines/embedder/createEmbedder";
import { createEmbedderLine } from "../../../src/engines/embedder/embedderLine";
import type { EmbedderApi } from "../../../src/engines/embedder/protocol";
import { createJudge } from "../../../src/engines/judge/createJudge";
import { superviseWorker } from "../../../src/workers/superviseWorker";

const line = createEmbedderLine();
const embedder = createEmbedder(line);
const judge = createJudge(line);

superviseWorker<EmbedderApi>({
  name: "embedder",
  create: (name) =>
    new Worker(new URL("../../../src/engines/embedder/embedder.worker.ts", import.meta.url), { type: "module", name }),
  connect(api) {
    const { port1, port2 } = new MessageChannel();
    void api.connect(port1);
    line.connect(port2);
  },
}).start();

/** Asks for several at once, so that they share a batch, and takes the time. */
async function timed<Item, Result>(items: readonly Item[], ask: (item: Item) => Promise<Result[]>) {
  const start = performance.now();
  const answers = await Promise.all(items.map(ask));
  return { answers: answers.flat(), milliseconds: performance.now() - start };
}

const bench = {
  async load() {
    const start = performance.now();
    await embedder.load();
    const embedderMs = performance.now() - start;
    const { modelId } = await judge.load();
    return {
      modelId,
      embedderMs,
      judgeMs: performance.now() - start - embedderMs,
      threads: crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1,
    };
  },
  pairs: (rows: { known: string; new: string }[]) => timed(rows, (row) => judge.pairs([row.known], row.new)),
  sentences: (rows: { text: string; before: string }[]) => timed(rows, (row) => judge.sentences([row])),
  questions: (rows: { question: string; passage: string }[]) =>
    timed(rows, (row) => judge.answers(row.question, [row.passage])),
  /** A turn by itself and against its candidates, as consolidation asks. */
  async turn(known: string[], text: string) {
    const [sentence] = await judge.sentences([{ text, before: "" }]);
    const { answers, milliseconds } = await timed([known], (candidates) => judge.pairs(candidates, text));
    if (!sentence) throw new Error("The judge left a sentence out.");
    return { sentence, pairs: answers, milliseconds };
  },
  embed: async (texts: string[]) => (await embedder.embed(texts)).map((vector) => [...vector]),
};

export type JudgeBench = typeof bench;

declare global {
  interface Window {
    judgeBench: JudgeBench;
  }
}
window.judgeBench = bench;
