import { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { MODEL_CACHE } from "../../modelCache";
import { padBatch } from "../embedder/padBatch";
import type { ModelEntry } from "../llm/protocol";
import { joinRow, LONGEST_ROW } from "./joinRow";
import type { JudgeInfo, JudgeRow } from "./protocol";
import { readGraph } from "./readGraph";
import { JUDGE_TASKS } from "./tasks";

/** A loaded judge. */
export interface LoadedJudge {
  info: JudgeInfo;
  /** For each row the logits of its own task. */
  judge(rows: readonly JudgeRow[]): Promise<Float32Array[]>;
}

/**
 * Loads the judge of the manifest from this app's own origin, into the runtime that the embedder has started; `wordIds` is the
 * embedder's tokenizer. Rejects with a sentence where the file is missing, is not the one of its hash, or is no model.
 */
export async function loadJudge(entry: ModelEntry, wordIds: (text: string) => number[]): Promise<LoadedJudge> {
  const graph = entry.files.find((file) => file.path.endsWith(".onnx"));
  if (!graph) throw new Error(`The manifest names no file for ${entry.name}.`);
  const session = await InferenceSession.create(new Uint8Array(await readGraph(graph, keep)));

  return {
    info: { modelId: `${entry.id}@${graph.sha256.slice(0, 8)}` },
    async judge(rows) {
      const joined = rows.map(({ first, second }) => joinRow(wordIds(first), wordIds(second)));
      const batch = padBatch(
        joined.map(({ ids }) => ids),
        LONGEST_ROW,
      );
      const types = new BigInt64Array(batch.rows * batch.width);
      joined.forEach((row, r) => {
        row.types.forEach((type, i) => {
          types[r * batch.width + i] = BigInt(type);
        });
      });
      const tasks = BigInt64Array.from(rows, ({ task }) => BigInt(JUDGE_TASKS.indexOf(task)));
      const shape = [batch.rows, batch.width];
      const output = await session.run({
        input_ids: new Tensor("int64", batch.ids, shape),
        attention_mask: new Tensor("int64", batch.mask, shape),
        token_type_ids: new Tensor("int64", types, shape),
        task: new Tensor("int64", tasks, [batch.rows]),
      });
      return rows.map(({ task }, r) => {
        const logits = output[task];
        if (!(logits?.data instanceof Float32Array)) throw new Error(`The judge's graph has no output ${task}.`);
        const width = logits.dims[1] ?? 0;
        return logits.data.slice(r * width, (r + 1) * width);
      });
    },
  };
}

/** Where the service worker finds it. */
async function keep(url: string, response: Response): Promise<void> {
  await (await caches.open(MODEL_CACHE)).put(url, response);
}
