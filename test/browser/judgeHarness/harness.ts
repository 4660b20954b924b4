/** The page of test/browser/judge.test.ts: the judge in its real worker, beside the embedder. */
import "../../../src/trustedTypes";
import { createEmbedder } from "../../../src/engines/embedder/createEmbedder";
import { createEmbedderLine } from "../../../src/engines/embedder/embedderLine";
import type { EmbedderApi } from "../../../src/engines/embedder/protocol";
import { createJudge } from "../../../src/engines/judge/createJudge";
import type { JudgeRow } from "../../../src/engines/judge/protocol";
import { superviseWorker } from "../../../src/workers/superviseWorker";
import { judgeContract, judgementContract } from "../../contracts/judge";

let newest: Worker | null = null;

const line = createEmbedderLine();
const embedder = createEmbedder(line);
const judge = createJudge(line);

const worker = superviseWorker<EmbedderApi>({
  name: "embedder",
  create(name) {
    newest = new Worker(new URL("../../../src/engines/embedder/embedder.worker.ts", import.meta.url), {
      type: "module",
      name,
    });
    return newest;
  },
  connect(api) {
    const { port1, port2 } = new MessageChannel();
    void api.connect(port1);
    line.connect(port2);
  },
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** What a test calls by `page.evaluate`. */
const judging = {
  /** Milliseconds that the embedder takes to be ready, and then the judge. */
  async load() {
    worker.start();
    const embedderTook = await timed(() => embedder.load());
    const judgeTook = await timed(() => judge.load());
    return { embedderTook, judgeTook, modelId: judge.modelId, isolated: crossOriginIsolated };
  },

  /** The logits of each row, one row a batch. */
  async logits(rows: readonly JudgeRow[]): Promise<number[][]> {
    const all: number[][] = [];
    for (const row of rows) {
      const [logits] = await worker.api.judge([row]);
      all.push(Array.from(logits ?? []));
    }
    return all;
  },

  async runCase(title: string) {
    const fact = [...judgeContract, ...judgementContract].find((one) => one.title === title);
    if (!fact) throw new Error(`no such case: ${title}`);
    await fact.run({ judge, kill: () => newest?.terminate() });
  },

  /** The best of `rounds` for one text against these, in milliseconds, after one to warm up. */
  async timePairs(known: readonly string[], text: string, rounds: number) {
    await judge.pairs(known, text);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) best = Math.min(best, await timed(() => judge.pairs(known, text)));
    return best;
  },

  /** What a judge that cannot be had says, twice, and whether the embedder of the same worker goes on. */
  async refuse() {
    worker.start();
    const ask = () =>
      judge.pairs(["I live in Lisbon."], "I moved to Porto.").then(
        () => "no error",
        (error: Error) => `${error.name}: ${error.message}`,
      );
    const errors = [await ask(), await ask()];
    const vectors = await embedder.embed(["The judge is not needed for this."]);
    return { errors, vectors: vectors.length };
  },
};

declare global {
  interface Window {
    judging: typeof judging;
  }
}
window.judging = judging;
