/**
 * Fits the weights that the aligner goes by (src/answer/weigh/weights.ts) and writes them: `npm run bench:faithful:fit`. Goes
 * by the cases of cases.json and those written beside the aligner; those of fresh.json it does not see.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MODELS } from "../../scripts/models/paths";
import { claimSentences } from "../../src/answer/claimSentences";
import { plainWords } from "../../src/answer/facts/plainWords";
import { namesOf, readClaim, readLine, subjectOf } from "../../src/answer/facts/readEvidence";
import { SIGNS, type Signs } from "../../src/answer/weigh/signsOf";
import { examine } from "../../src/answer/weigh/weigh";
import { dot } from "../../src/index/vectors";
import { splitSentences } from "../../src/memory/encode/splitSentences";
import { type FaithfulCase, readCases, readWorked, recalledOf } from "../support/faithful";
import { fitLogistic } from "../support/fitLogistic";
import { createNodeEmbedder } from "../support/nodeEmbedder";

type Verdict = FaithfulCase["sentences"][number]["verdict"];

const PENALTY = 3;
const embedder = await createNodeEmbedder(join(MODELS, "all-MiniLM-L6-v2"));

/** The signs and the verdict of each judged sentence that no line says word for word. */
async function readRows({ evidence, answer, sentences }: FaithfulCase): Promise<{ signs: Signs; verdict: Verdict }[]> {
  const recalled = evidence.map(recalledOf);
  const claims = claimSentences(answer);
  const names = namesOf(
    claims.map((claim) => claim.text),
    recalled,
  );
  const lines = recalled.map((line) => readLine(line, names));
  const parts = recalled.map(({ text }) => [text, ...splitSentences(text).map((sentence) => sentence.text)]);
  const texts = [...claims.map((claim) => claim.text), ...parts.flat()];
  const vectors = await embedder.embed(texts);
  const vectorOf = (text: string) => vectors[texts.indexOf(text)] ?? new Float32Array(embedder.dimension);
  const rows: { signs: Signs; verdict: Verdict }[] = [];
  let subject: string | null = null;
  for (const { text } of claims) {
    const told = readClaim(text, names, subject);
    subject = subjectOf(told, subject);
    const judged = sentences.find((sentence) => sentence.text === text);
    if (!judged || recalled.some((line) => plainWords(line.text).includes(plainWords(text)))) continue;
    const near = lines.map((line, at) => {
      const cosines = (parts[at] ?? []).map((part) => dot(vectorOf(text), vectorOf(part)));
      return { line, cosine: Math.max(...cosines) };
    });
    const { signs } = examine(told, near);
    if (signs) rows.push({ signs, verdict: judged.verdict });
  }
  return rows;
}

const cases = [...readCases(), ...readWorked()];
const rows = (await Promise.all(cases.map(readRows))).flat();

function literal(verdict: Verdict): string {
  const { bias, weights } = fitLogistic(
    rows.map(({ signs }) => SIGNS.map((sign) => signs[sign])),
    rows.map((row) => row.verdict === verdict),
    PENALTY,
  );
  const signs = SIGNS.map((sign, at) => `    ${sign}: ${(weights[at] ?? 0).toFixed(3)},`);
  return `{\n  bias: ${bias.toFixed(3)},\n  signs: {\n${signs.join("\n")}\n  },\n}`;
}

writeFileSync(
  "src/answer/weigh/weights.ts",
  `import type { Weights } from "./likelihood";

/** Fitted by \`npm run bench:faithful:fit\` (test/bench/fitAlign.ts), which writes this file. */
export const SUPPORTED: Weights = ${literal("supported")};

export const CONTRADICTED: Weights = ${literal("contradicted")};
`,
);
console.info(`Fitted on ${rows.length} sentences.`);
