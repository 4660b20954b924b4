import { readFileSync } from "node:fs";
import type { Embedder } from "../../src/memory/ports";
import type { MemoryIndex } from "../../src/memory/recall/memoryIndex";
import { recall } from "../../src/memory/recall/recall";
import { toldIndex } from "./toldIndex";

/** Facts that were told with a question in other words, questions whose answer was never told, and other statements. */
export interface QuestionSet {
  told: { fact: string; question: string }[];
  /** near: a topic that was told, but another attribute or person. far: no such topic. */
  never: { question: string; distance: "far" | "near" }[];
  distractors: string[];
}

export function loadQuestionSet(name: "told" | "heldOut"): QuestionSet {
  return JSON.parse(readFileSync(new URL(`../fixtures/questions/${name}.json`, import.meta.url), "utf8"));
}

export interface Asked {
  question: string;
  kind: "told" | "far" | "near";
  refused: boolean;
  /** Place of the fact among the lines, from 1; 0 where it is not among them. */
  rank: number;
}

/** Asks every question of a set, each on the same memory. `embedder` null: by words alone. */
export async function askAll(set: QuestionSet, embedder: Embedder | null): Promise<Asked[]> {
  const index = await toldIndex([...set.told.map(({ fact }) => fact), ...set.distractors], embedder);
  const asked: Asked[] = [];
  for (const { question, fact } of set.told) asked.push(await ask(index, embedder, question, "told", fact));
  for (const { question, distance } of set.never) asked.push(await ask(index, embedder, question, distance, ""));
  return asked;
}

async function ask(
  index: MemoryIndex,
  embedder: Embedder | null,
  question: string,
  kind: Asked["kind"],
  fact: string,
): Promise<Asked> {
  const [vector = null] = embedder ? await embedder.embed([question]) : [];
  const { lines, bears } = recall({ question, vector, budgetTokens: 500 }, index);
  return { question, kind, refused: !bears, rank: lines.findIndex((line) => line.text === fact) + 1 };
}
