import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import * as ort from "onnxruntime-web/wasm";
import thresholds from "../../models/judge/thresholds.json" with { type: "json" };
import { padBatch } from "../../src/engines/embedder/padBatch";
import { joinRow, LONGEST_ROW } from "../../src/engines/judge/joinRow";
import { JUDGE_TASKS, type JudgeTask } from "../../src/engines/judge/tasks";
import { verdictOf } from "../../src/engines/judge/verdictOf";
import { ANSWER_LABELS, type Judge, type Verdict } from "../../src/memory/ports";

const BATCH = 8;

type Texts = { first: string; second: string };

/** The judge run by Node on one thread, for benches and tests of what it reads; `models` is public/models. */
export async function createNodeJudge(models: string): Promise<Pick<Judge, "answers">> {
  const json = (name: string): object => JSON.parse(readFileSync(join(models, "all-MiniLM-L6-v2", name), "utf8"));
  ort.env.wasm.numThreads = 1;
  const tokenizer = new Tokenizer(json("tokenizer.json"), json("tokenizer_config.json"));
  const session = await ort.InferenceSession.create(
    new Uint8Array(readFileSync(join(models, "judge/onnx/model.onnx"))),
  );
  const idsOf = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;

  async function judgeBatch<Label extends string>(
    task: JudgeTask,
    labels: readonly Label[],
    rows: readonly Texts[],
  ): Promise<Verdict<Label>[]> {
    const joined = rows.map(({ first, second }) => joinRow(idsOf(first), idsOf(second)));
    const batch = padBatch(
      joined.map(({ ids }) => ids),
      LONGEST_ROW,
    );
    const shape = [batch.rows, batch.width];
    const types = joined.flatMap((row) => Array.from({ length: batch.width }, (_, at) => BigInt(row.types[at] ?? 0)));
    const tasks = BigInt64Array.from(rows, () => BigInt(JUDGE_TASKS.indexOf(task)));
    const output = await session.run({
      input_ids: new ort.Tensor("int64", batch.ids, shape),
      attention_mask: new ort.Tensor("int64", batch.mask, shape),
      token_type_ids: new ort.Tensor("int64", BigInt64Array.from(types), shape),
      task: new ort.Tensor("int64", tasks, [batch.rows]),
    });
    const logits = output[task]?.data as Float32Array;
    const width = labels.length;
    return rows.map((_, at) =>
      verdictOf(labels, logits.slice(at * width, (at + 1) * width), thresholds.temperature[task]),
    );
  }

  /** In batches of texts of like length, as the app has them. */
  async function judge<Label extends string>(task: JudgeTask, labels: readonly Label[], rows: readonly Texts[]) {
    const byLength = rows.map((row, at) => ({ row, at })).sort((a, b) => lengthOf(a.row) - lengthOf(b.row));
    const verdicts: Verdict<Label>[] = [];
    for (let from = 0; from < byLength.length; from += BATCH) {
      const batch = byLength.slice(from, from + BATCH);
      const found = await judgeBatch(
        task,
        labels,
        batch.map(({ row }) => row),
      );
      for (const [place, { at }] of batch.entries()) verdicts[at] = found[place] as Verdict<Label>;
    }
    return verdicts;
  }

  return {
    answers: (question, passages) =>
      judge(
        "question",
        ANSWER_LABELS,
        passages.map((first) => ({ first, second: question })),
      ),
  };
}

const lengthOf = ({ first, second }: Texts) => first.length + second.length;
