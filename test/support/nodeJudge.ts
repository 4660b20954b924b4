import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import * as ort from "onnxruntime-web/wasm";
import thresholds from "../../models/judge/thresholds.json" with { type: "json" };
import { padBatch } from "../../src/engines/embedder/padBatch";
import { joinRow, LONGEST_ROW } from "../../src/engines/judge/joinRow";
import { JUDGE_TASKS } from "../../src/engines/judge/tasks";
import { verdictOf } from "../../src/engines/judge/verdictOf";
import { SUPPORT_LABELS, type SupportLabel, type Verdict } from "../../src/memory/ports";

const TASK = "support";
const BATCH = 8;

/** What the judge reads of claims in evidence, run by Node on one thread, for benches and tests; `models` is public/models. */
export async function createNodeSupport(
  models: string,
): Promise<(rows: readonly { evidence: string; claim: string }[]) => Promise<Verdict<SupportLabel>[]>> {
  const json = (name: string): object => JSON.parse(readFileSync(join(models, "all-MiniLM-L6-v2", name), "utf8"));
  ort.env.wasm.numThreads = 1;
  const tokenizer = new Tokenizer(json("tokenizer.json"), json("tokenizer_config.json"));
  const session = await ort.InferenceSession.create(
    new Uint8Array(readFileSync(join(models, "judge/onnx/model.onnx"))),
  );
  const idsOf = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;

  async function readBatch(rows: readonly { evidence: string; claim: string }[]): Promise<Verdict<SupportLabel>[]> {
    const joined = rows.map(({ evidence, claim }) => joinRow(idsOf(evidence), idsOf(claim)));
    const batch = padBatch(
      joined.map(({ ids }) => ids),
      LONGEST_ROW,
    );
    const shape = [batch.rows, batch.width];
    const types = joined.flatMap((row) => Array.from({ length: batch.width }, (_, at) => BigInt(row.types[at] ?? 0)));
    const task = BigInt64Array.from(rows, () => BigInt(JUDGE_TASKS.indexOf(TASK)));
    const output = await session.run({
      input_ids: new ort.Tensor("int64", batch.ids, shape),
      attention_mask: new ort.Tensor("int64", batch.mask, shape),
      token_type_ids: new ort.Tensor("int64", BigInt64Array.from(types), shape),
      task: new ort.Tensor("int64", task, [batch.rows]),
    });
    const logits = output[TASK]?.data as Float32Array;
    const width = SUPPORT_LABELS.length;
    return rows.map((_, at) =>
      verdictOf(SUPPORT_LABELS, logits.slice(at * width, (at + 1) * width), thresholds.temperature[TASK]),
    );
  }

  return async (rows) => {
    const byLength = rows.map((row, at) => ({ row, at })).sort((a, b) => a.row.evidence.length - b.row.evidence.length);
    const verdicts: Verdict<SupportLabel>[] = [];
    for (let from = 0; from < byLength.length; from += BATCH) {
      const batch = byLength.slice(from, from + BATCH);
      const found = await readBatch(batch.map(({ row }) => row));
      batch.forEach(({ at }, place) => {
        verdicts[at] = found[place] as Verdict<SupportLabel>;
      });
    }
    return verdicts;
  };
}
