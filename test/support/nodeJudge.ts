import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import * as ort from "onnxruntime-web/wasm";
import thresholds from "../../models/judge/thresholds.json" with { type: "json" };
import { judgeRows } from "../../src/engines/judge/judgeRows";
import { verdictOf } from "../../src/engines/judge/verdictOf";
import { ANSWER_LABELS, type Judge } from "../../src/memory/ports";

/** The judge's question head run by Node on one thread, for benches; `models` is public/models. */
export async function createNodeJudge(models: string): Promise<Pick<Judge, "answers">> {
  const json = (name: string): object => JSON.parse(readFileSync(join(models, "all-MiniLM-L6-v2", name), "utf8"));
  ort.env.wasm.numThreads = 1;
  const tokenizer = new Tokenizer(json("tokenizer.json"), json("tokenizer_config.json"));
  const session = await ort.InferenceSession.create(
    new Uint8Array(readFileSync(join(models, "judge/onnx/model.onnx"))),
  );
  const wordIds = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;

  return {
    async answers(question, passages) {
      const rows = passages.map((first) => ({ task: "question" as const, first, second: question }));
      const logits = await judgeRows(session, wordIds, rows);
      return logits.map((row) => verdictOf(ANSWER_LABELS, row, thresholds.temperature.question));
    },
  };
}
