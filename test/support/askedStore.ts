import { readFileSync } from "node:fs";
import { dot } from "../../src/index/vectors";
import { questionScore } from "../../src/memory/judge/questionScore";
import type { Embedder, Judge } from "../../src/memory/ports";

/** Messages of one person, and questions that some of them answer or none does, by somebody who knew nothing of the judge. */
interface AskedStore {
  told: { id: string; text: string }[];
  questions: { question: string; kind: "told" | "near" | "far"; answer: string[] }[];
}

/** How surely each way of looking says that something told answers a question; higher is surer. */
export interface Scored {
  kind: "told" | "near" | "far";
  /** Cosine of the nearest message. */
  cosine: number;
  /** The best of the nearest messages by the judge, and by the judge and cosine together. */
  judge: number;
  joined: number;
}

const CANDIDATES = 12;
/** What cosine counts beside the log-odds of the judge (models/judge/README.md). */
const COSINE = 4;

/** Every question of the store against all that was told. */
export async function scoreStore(embedder: Embedder, judge: Pick<Judge, "answers">): Promise<Scored[]> {
  const store = JSON.parse(
    readFileSync(new URL("../fixtures/questions/told100.json", import.meta.url), "utf8"),
  ) as AskedStore;
  const texts = store.told.map(({ text }) => text);
  const vectors = await embedder.embed(texts);
  const scored: Scored[] = [];
  for (const { question, kind } of store.questions) {
    const [asked] = await embedder.embed([question]);
    const near = texts
      .map((text, at) => ({ text, cosine: dot(asked as Float32Array, vectors[at] as Float32Array) }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, CANDIDATES);
    const verdicts = await judge.answers(
      question,
      near.map(({ text }) => text),
    );
    const odds = verdicts.map((verdict) => logOdds(questionScore(verdict)));
    scored.push({
      kind,
      cosine: near[0]?.cosine ?? 0,
      judge: Math.max(...odds),
      joined: Math.max(...odds.map((each, at) => each + COSINE * (near[at]?.cosine ?? 0))),
    });
  }
  return scored;
}

function logOdds(probability: number): number {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(bounded / (1 - bounded));
}
