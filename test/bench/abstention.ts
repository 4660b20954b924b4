/**
 * Prints how often recall refuses, and how well the judge tells what was told from what never was: `npx tsx
 * test/bench/abstention.ts [folder of all-MiniLM-L6-v2]`.
 */

import { MODELS } from "../../scripts/models/paths";
import { type Scored, scoreStore } from "../support/askedStore";
import { createNodeEmbedder } from "../support/nodeEmbedder";
import { createNodeJudge } from "../support/nodeJudge";
import { type Asked, askAll, loadQuestionSet } from "../support/questionSet";
import { areaUnderCurve } from "./judge/figures";

const folder = process.argv[2] ?? "public/models/all-MiniLM-L6-v2";
const embedder = await createNodeEmbedder(folder);

function share(asked: readonly Asked[], counts: (each: Asked) => boolean): string {
  return `${asked.filter(counts).length} of ${asked.length}`;
}

const rows = [];
for (const name of ["told", "heldOut"] as const) {
  for (const by of ["meaning and words", "words alone"] as const) {
    const asked = await askAll(loadQuestionSet(name), by === "words alone" ? null : embedder);
    const told = asked.filter((each) => each.kind === "told");
    const never = asked.filter((each) => each.kind !== "told");
    rows.push({
      set: name,
      by,
      "told, refused": share(told, (each) => each.refused),
      "never told, refused": share(never, (each) => each.refused),
      far: share(
        never.filter((each) => each.kind === "far"),
        (each) => each.refused,
      ),
      near: share(
        never.filter((each) => each.kind === "near"),
        (each) => each.refused,
      ),
      "fact first": share(told, (each) => each.rank === 1),
      "fact in first 3": share(told, (each) => each.rank > 0 && each.rank <= 3),
    });
  }
}
console.table(rows);

const scored = await scoreStore(embedder, await createNodeJudge(MODELS));
const of = (kind: Scored["kind"], by: "cosine" | "judge" | "joined") =>
  scored.filter((each) => each.kind === kind).map((each) => each[by]);
console.table(
  (["cosine", "judge", "joined"] as const).map((by) => ({
    by,
    "told above never told": areaUnderCurve(of("told", by), [...of("near", by), ...of("far", by)]).toFixed(3),
    "above near": areaUnderCurve(of("told", by), of("near", by)).toFixed(3),
    "above far": areaUnderCurve(of("told", by), of("far", by)).toFixed(3),
  })),
);
