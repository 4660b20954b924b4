import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-web";
import { beforeAll, expect, test } from "vitest";
import { convertJudge } from "../../scripts/models/judge";
import { readJudgeWeights } from "../../scripts/models/judgeWeights";
import { ROOT } from "../../scripts/models/paths";
import { JUDGE_TASKS } from "../../src/engines/judge/tasks";
import { compareLogits, JUDGE_EXAMPLES, type JudgeExample, MOST_APART } from "../support/judgeExamples";

const SHIPPED = join(ROOT, "models/judge");

const weights = readFileSync(join(SHIPPED, "judge.safetensors"));
let session: InferenceSession;

beforeAll(async () => {
  session = await InferenceSession.create(convertJudge().get("onnx/model.onnx") ?? new Uint8Array());
}, 60_000);

/** The logits of each example's own task, all examples in one padded batch. */
async function judge(rows: readonly JudgeExample[]): Promise<number[][]> {
  const length = Math.max(...rows.map((row) => row.ids.length));
  const fill = (cell: (row: JudgeExample, i: number) => number) =>
    new Tensor(
      "int64",
      BigInt64Array.from(rows.flatMap((row) => Array.from({ length }, (_, i) => BigInt(cell(row, i))))),
      [rows.length, length],
    );
  const output = await session.run({
    input_ids: fill((row, i) => row.ids[i] ?? 0),
    attention_mask: fill((row, i) => (i < row.ids.length ? 1 : 0)),
    token_type_ids: fill((row, i) => row.types[i] ?? 0),
    task: new Tensor(
      "int64",
      BigInt64Array.from(rows, (row) => BigInt(JUDGE_TASKS.indexOf(row.task))),
      [rows.length],
    ),
  });
  return rows.map((row, r) => {
    const width = row.logits.length;
    const all = output[row.task]?.data as Float32Array | undefined;
    return Array.from(all?.slice(r * width, (r + 1) * width) ?? []);
  });
}

test("The shipped weights are the ones that the card names", () => {
  const { sha256, bytes } = JSON.parse(readFileSync(join(SHIPPED, "judge.json"), "utf8"));
  expect(weights.length).toBe(bytes);
  expect(createHash("sha256").update(weights).digest("hex")).toBe(sha256);
});

test("The graph gives the stored logits of 40 examples, one by one", async () => {
  const logits: number[][] = [];
  for (const example of JUDGE_EXAMPLES) logits.push(...(await judge([example])));
  const apart = compareLogits(JUDGE_EXAMPLES, logits);
  expect(JUDGE_EXAMPLES).toHaveLength(40);
  expect(apart.probability).toBeLessThan(MOST_APART.probability);
  expect(apart.logit).toBeLessThan(MOST_APART.logit);
  expect(apart.meanLogit).toBeLessThan(MOST_APART.meanLogit);
}, 60_000);

test("A row says nearly the same beside longer ones", async () => {
  const apart = compareLogits(JUDGE_EXAMPLES, await judge(JUDGE_EXAMPLES));
  expect(apart.probability).toBeLessThan(2 * MOST_APART.probability);
  expect(apart.meanLogit).toBeLessThan(2 * MOST_APART.meanLogit);
}, 60_000);

test("Weights with another hash are refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "judge-"));
  cpSync(SHIPPED, folder, { recursive: true });
  const changed = Uint8Array.from(weights);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  writeFileSync(join(folder, "judge.safetensors"), changed);
  expect(() => convertJudge(folder)).toThrow("not the file that models/judge/judge.json names");
});

test("A file of another form is refused", () => {
  const head = JSON.stringify({ __metadata__: { format: "other" } });
  const file = new Uint8Array(8 + head.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(new TextEncoder().encode(head), 8);
  expect(() => readJudgeWeights(file)).toThrow("of the form other");
});
