import { type InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { padBatch } from "../embedder/padBatch";
import { joinRow, LONGEST_ROW } from "./joinRow";
import type { JudgeRow } from "./protocol";
import { JUDGE_TASKS } from "./tasks";

/** Runs the judge's graph once over one batch: for each row the logits of its own task. `wordIds` is the embedder's tokenizer. */
export async function judgeRows(
  session: InferenceSession,
  wordIds: (text: string) => number[],
  rows: readonly JudgeRow[],
): Promise<Float32Array[]> {
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
}
