import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-web";
import { beforeAll, expect, test } from "vitest";
import { EMBEDDER_ID } from "../../scripts/models/embedder";
import { MODELS } from "../../scripts/models/paths";

const HIDDEN = 384;
const FOLDER = join(MODELS, EMBEDDER_ID);

let session: InferenceSession;
let vocabulary: Record<string, number>;

beforeAll(async () => {
  session = await InferenceSession.create(readFileSync(join(FOLDER, "onnx/model_quantized.onnx")));
  const tokenizer = JSON.parse(readFileSync(join(FOLDER, "tokenizer.json"), "utf8"));
  vocabulary = tokenizer.model.vocab;
}, 30_000);

/** Unit vectors of sentences whose every word is in the vocabulary as it stands. */
async function embed(...sentences: string[]): Promise<Float32Array[]> {
  const rows = sentences.map((sentence) =>
    ["[CLS]", ...sentence.split(" "), "[SEP]"].map((word) => BigInt(vocabulary[word] ?? Number.NaN)),
  );
  const length = Math.max(...rows.map((row) => row.length));
  const fill = (cell: (row: bigint[], i: number) => bigint) =>
    new Tensor("int64", BigInt64Array.from(rows.flatMap((row) => Array.from({ length }, (_, i) => cell(row, i)))), [
      rows.length,
      length,
    ]);
  const output = await session.run({
    input_ids: fill((row, i) => row[i] ?? 0n),
    attention_mask: fill((row, i) => (i < row.length ? 1n : 0n)),
    token_type_ids: fill(() => 0n),
  });
  const states = output.last_hidden_state?.data as Float32Array;
  expect(states).toHaveLength(rows.length * length * HIDDEN);
  return rows.map((row, r) => {
    const mean = new Float32Array(HIDDEN);
    for (let i = 0; i < row.length; i++) {
      for (let d = 0; d < HIDDEN; d++) mean[d] = (mean[d] ?? 0) + (states[(r * length + i) * HIDDEN + d] ?? 0);
    }
    const norm = Math.hypot(...mean);
    return mean.map((value) => value / norm);
  });
}

/** Cosine of unit vectors. */
function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) throw new Error("A sentence gave no vector.");
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

test("The converted model puts paraphrases near each other and the rest apart", async () => {
  const [cat, kitten, bank] = await embed(
    "a cat sleeps on the warm sofa",
    "the kitten is asleep on a couch",
    "the bank raised its interest rate",
  );
  expect(cosine(cat, kitten)).toBeGreaterThan(0.6);
  expect(cosine(cat, bank)).toBeLessThan(0.15);
});

test("Padding changes nothing that counts", async () => {
  const short = "my sister lives in a small town";
  const [alone] = await embed(short);
  const [padded] = await embed(short, "the lease on the workshop ends in the autumn of the year after next");
  expect(cosine(alone, padded)).toBeGreaterThan(0.99999);
});
