/**
 * How well answers are tied to their evidence, on the cases of test/fixtures/faithful: `npm run bench:faithful`. With `--misses`
 * it names what went wrong, never of those that nobody looks at.
 */
import { join } from "node:path";
import { MODELS } from "../../scripts/models/paths";
import { align } from "../../src/answer/align";
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

const embedder = await createNodeEmbedder(join(MODELS, "all-MiniLM-L6-v2"));
let spent = 0;
const aligner: AlignAnswer = (text, recalled) =>
  align(text, recalled, async (texts) => {
    const begun = performance.now();
    const vectors = await embedder.embed(texts);
    spent += performance.now() - begun;
    return vectors;
  });

const begun = performance.now();
const outcomes = await judge(readCases(), aligner);
const took = performance.now() - begun;
const embedding = spent;
report("all cases", outcomes);
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
console.info(
  `an answer takes ${(took / readCases().length).toFixed(0)} ms, ${(embedding / readCases().length).toFixed(0)} of them to embed`,
);

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
