/** Prints how often recall refuses: `npx tsx test/bench/abstention.ts [folder of all-MiniLM-L6-v2]`. */

import { createNodeEmbedder } from "../support/nodeEmbedder";
import { type Asked, askAll, loadQuestionSet } from "../support/questionSet";

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
