/**
 * Fits the weights that the aligner goes by (src/answer/weigh/weights.ts) and writes them: `npm run bench:faithful:fit`. Goes
 * by the cases of cases.json and those written beside the aligner; those of fresh.json it does not see.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MODELS } from "../../scripts/models/paths";
import { type ExaminedClaim, examineClaims, rowsOf } from "../../src/answer/align";
import { claimSentences } from "../../src/answer/claimSentences";
import { type Reading, readingOf } from "../../src/answer/weigh/Reading";
import { SIGNS, type Signs } from "../../src/answer/weigh/signsOf";
import { dot } from "../../src/index/vectors";
import { splitSentences } from "../../src/memory/encode/splitSentences";
import { type FaithfulCase, readCases, readWorked, recalledOf } from "../support/faithful";
import { fitLogistic } from "../support/fitLogistic";
import { createNodeEmbedder } from "../support/nodeEmbedder";
import { createNodeJudge } from "../support/nodeJudge";

type Verdict = FaithfulCase["sentences"][number]["verdict"];

interface Row {
  signs: Signs;
  reading: Reading;
  verdict: Verdict;
}

const PENALTY = 3;
const READ = ["supports", "contradicts"] as const;
const embedder = await createNodeEmbedder(join(MODELS, "all-MiniLM-L6-v2"));
const judge = await createNodeJudge(MODELS);

/** The signs and the verdict of each judged sentence that no line says word for word. */
async function readRows({ evidence, answer, sentences }: FaithfulCase): Promise<Row[]> {
  const recalled = evidence.map(recalledOf);
  const claims = claimSentences(answer).map((claim) => claim.text);
  const parts = recalled.map(({ text }) => [text, ...splitSentences(text).map((sentence) => sentence.text)]);
  const texts = [...claims, ...parts.flat()];
  const vectors = await embedder.embed(texts);
  const vectorOf = (text: string) => vectors[texts.indexOf(text)] ?? new Float32Array(embedder.dimension);
  const examined = examineClaims(claims, recalled, (claim, line) => {
    const cosines = (parts[line] ?? []).map((part) => dot(vectorOf(claims[claim] ?? ""), vectorOf(part)));
    return Math.max(...cosines);
  });
  const rows: Row[] = [];
  for (const each of examined) {
    const judged = sentences.find((sentence) => sentence.text === each.text);
    const { signs } = each.examined;
    if (!judged || !signs || each.verbatim.length > 0) continue;
    rows.push({ signs, reading: await readingFor(each, recalled), verdict: judged.verdict });
  }
  return rows;
}

async function readingFor(claim: ExaminedClaim, recalled: ReturnType<typeof recalledOf>[]): Promise<Reading> {
  return readingOf(await judge.supports(rowsOf(claim, recalled)));
}

const rows: Row[] = [];
for (const each of [...readCases(), ...readWorked()]) rows.push(...(await readRows(each)));

function literal(verdict: Verdict, byJudge: boolean): string {
  const names = byJudge ? [...SIGNS, ...READ] : SIGNS;
  const { bias, weights } = fitLogistic(
    rows.map(({ signs, reading }) => names.map((name) => ({ ...signs, ...reading })[name])),
    rows.map((row) => row.verdict === verdict),
    PENALTY,
  );
  const signs = names.map((name, at) => `${name}: ${(weights[at] ?? 0).toFixed(3)},`);
  return `{ bias: ${bias.toFixed(3)}, signs: {\n${signs.join("\n")}\n} }`;
}

const both = (byJudge: boolean) =>
  `{\n  supported: ${literal("supported", byJudge)},\n  contradicted: ${literal("contradicted", byJudge)},\n}`;
writeFileSync(
  "src/answer/weigh/weights.ts",
  `import type { Weights } from "./likelihood";

/** Fitted by \`npm run bench:faithful:fit\` (test/bench/fitAlign.ts), which writes this file. */
export const ALONE: Readonly<Record<"supported" | "contradicted", Weights>> = ${both(false)};

/** The same with what the judge reads. */
export const WITH_JUDGE: Readonly<Record<"supported" | "contradicted", Weights>> = ${both(true)};
`,
);
console.info(`Fitted on ${rows.length} sentences.`);
