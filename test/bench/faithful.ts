/**
 * How well answers are tied to their evidence, on the cases of test/fixtures/faithful: `npm run bench:faithful`. With `--misses`
 * it names what went wrong, never of those that nobody looks at.
 */
import { join } from "node:path";
import { MODELS } from "../../scripts/models/paths";
import { align, type EmbedTexts } from "../../src/answer/align";
import {
  type AlignAnswer,
  figuresOf,
  judge,
  type Outcome,
  readCases,
  readFresh,
  readWorked,
} from "../support/faithful";
import { createNodeEmbedder } from "../support/nodeEmbedder";
import { createNodeJudge } from "../support/nodeJudge";

const embedder = await createNodeEmbedder(join(MODELS, "all-MiniLM-L6-v2"));
const reader = await createNodeJudge(MODELS);
const spent = { embedding: 0, reading: 0 };
async function timed<Made>(part: keyof typeof spent, made: Promise<Made>): Promise<Made> {
  const begun = performance.now();
  const value = await made;
  spent[part] += performance.now() - begun;
  return value;
}
const embed: EmbedTexts = (texts) => timed("embedding", embedder.embed(texts));
const alone: AlignAnswer = (text, recalled) => align(text, recalled, { embed });
const aligner: AlignAnswer = (text, recalled) =>
  align(text, recalled, { embed, judge: (rows) => timed("reading", reader.supports(rows)) });

report("first 60 cases, without the judge", await judge(readCases(), alone));
report("fresh cases, without the judge", await judge(readFresh(), alone));
spent.embedding = 0;
const begun = performance.now();
const outcomes = await judge(readCases(), aligner);
const took = performance.now() - begun;
const { embedding, reading } = spent;
report("first 60 cases", outcomes);
report("fresh cases, never looked at", await judge(readFresh(), aligner));
const worked = await judge(readWorked(), aligner);
report("cases written beside the aligner", worked);

const verdicts = new Map<string, Outcome[]>();
for (const each of outcomes) {
  const name = `${each.sentence.verdict}, ${each.sentence.why}`;
  verdicts.set(name, [...(verdicts.get(name) ?? []), each]);
}
for (const [name, of] of [...verdicts].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.info(
    `${name}: ${of.length}, marked as supported ${of.filter((each) => each.marked).length}, flagged ${of.filter((each) => each.flagged).length}`,
  );
const each = (milliseconds: number) => (milliseconds / readCases().length).toFixed(0);
console.info(`an answer takes ${each(took)} ms, ${each(embedding)} of them to embed, ${each(reading)} to read`);

if (process.argv.includes("--misses"))
  for (const each of [...outcomes, ...worked]) {
    const { verdict, why, text } = each.sentence;
    const isWrong = each.marked !== (verdict === "supported") || each.flagged !== (verdict === "contradicted");
    if (isWrong)
      console.info(
        `${each.case.id}: ${verdict} (${why})${each.marked ? ", marked" : ""}${each.flagged ? ", flagged" : ""}: ${text}`,
      );
  }

function report(name: string, of: readonly Outcome[]): void {
  const { precision, recall, flaggedFigures, flaggedAll, flaggedWrongly } = figuresOf(of);
  const n = (share: number) => share.toFixed(3);
  console.info(
    `${name} (${of.length} sentences): precision of "supported" ${n(precision)}, recall ${n(recall)}; flagged: contradicted numbers and names ${n(flaggedFigures)}, all contradicted ${n(flaggedAll)}, others ${n(flaggedWrongly)}`,
  );
}
