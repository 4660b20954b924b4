/** How well answers are tied to their evidence, on the cases of test/fixtures/faithful: `npm run bench:faithful`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MODELS } from "../../scripts/models/paths";
import { align } from "../../src/answer/align";
import type { Recalled } from "../../src/memory/model";
import { createNodeEmbedder } from "../support/nodeEmbedder";

interface Case {
  id: string;
  evidence: { n: number; text: string; who: string; when: string }[];
  answer: string;
  sentences: { text: string; verdict: "supported" | "unsupported" | "contradicted"; sources: number[]; why: string }[];
}

function recalledOf({ n, text, who, when }: Case["evidence"][number]): Recalled {
  return {
    n,
    text,
    passageId: `p${n}` as Recalled["passageId"],
    memoryId: null,
    sourceId: "s" as Recalled["sourceId"],
    sourceTitle: who === "me" ? "" : who,
    speaker: who === "me" ? "user" : null,
    saidAt: Date.parse(when),
    section: "",
    start: 0,
    end: text.length,
    insight: false,
    support: 1,
    strength: 0.5,
    arms: { words: n, vectors: n },
  };
}

const cases = JSON.parse(readFileSync("test/fixtures/faithful/cases.json", "utf8")) as Case[];
const embedder = await createNodeEmbedder(join(MODELS, "all-MiniLM-L6-v2"));
const tally = new Map<string, { marked: number; all: number }>();
const count = (name: string, marked: boolean) => {
  const held = tally.get(name) ?? { marked: 0, all: 0 };
  tally.set(name, { marked: held.marked + (marked ? 1 : 0), all: held.all + 1 });
};

for (const { id, evidence, answer, sentences } of cases) {
  const claims = await align(answer, evidence.map(recalledOf), (texts) => embedder.embed(texts));
  for (const sentence of sentences) {
    const at = answer.indexOf(sentence.text);
    const end = at + sentence.text.length;
    // A sentence counts as supported when a claim that lies in it (or holds it) has a source.
    const inside = claims.filter((claim) => claim.start < end && claim.end > at);
    const marked = inside.some((claim) => claim.sources.length > 0);
    count(sentence.verdict, marked);
    count(`  ${sentence.verdict}, ${sentence.why}`, marked);
    if (process.argv.includes("--misses") && marked !== (sentence.verdict === "supported"))
      console.info(
        `${id}: ${sentence.verdict} (${sentence.why}), ${marked ? "marked" : "not marked"}: ${sentence.text}`,
      );
  }
}

const of = (name: string) => tally.get(name) ?? { marked: 0, all: 0 };
for (const [name, { marked, all }] of [...tally].sort())
  console.info(`${name}: marked as supported ${marked} of ${all}`);
const right = of("supported").marked;
const wrong = of("unsupported").marked + of("contradicted").marked;
console.info(
  `precision of "supported" ${(right / (right + wrong)).toFixed(3)}, recall ${(right / of("supported").all).toFixed(3)}`,
);
