import { beforeAll, describe, expect, it } from "vitest";
import type { Embedder } from "../../../src/memory/ports";
import type { MemoryIndex } from "../../../src/memory/recall/memoryIndex";
import { recall } from "../../../src/memory/recall/recall";
import { createNodeEmbedder } from "../../support/nodeEmbedder";
import { toldIndex } from "../../support/toldIndex";

/** What was told, in this order; the wanted ones stand neither first nor last. */
const TOLD = [
  "I had toast with marmalade this morning.",
  "My sister Nadia lives in Lisbon and works on a ferry.",
  "My brother Tom lives in Leeds.",
  "We saw a play about a lighthouse keeper.",
  "I am allergic to penicillin.",
  "Dr. Okafor checks my teeth every spring.",
  "The blue key opens the shed.",
  "The red key opens the cellar.",
  "Rent is due on the first of the month.",
  "I owe Tom twenty pounds for the tickets.",
  "The shed roof leaks when it rains.",
  "Nadia called to say that the boat was late.",
];

/** Each order has its reason: a ranker that gives insertion order or nothing fails every line. */
const GOLDEN: { question: string; first: string; above: string; reason: string }[] = [
  {
    question: "Which relative of mine has a job at sea?",
    first: "My sister Nadia lives in Lisbon and works on a ferry.",
    above: "Nadia called to say that the boat was late.",
    reason: "meaning: a ferry is a job at sea; the boat that was late is nobody's job",
  },
  {
    question: "where does Tom live",
    first: "My brother Tom lives in Leeds.",
    above: "I owe Tom twenty pounds for the tickets.",
    reason: "both words, against the name alone",
  },
  {
    question: "What opens the shed?",
    first: "The blue key opens the shed.",
    above: "The red key opens the cellar.",
    reason: "the rarer word decides between two sentences of one form",
  },
  {
    question: "Which medicine makes me ill?",
    first: "I am allergic to penicillin.",
    above: "I had toast with marmalade this morning.",
    reason: "no word in common: meaning alone",
  },
  {
    question: "Who is my dentist?",
    first: "Dr. Okafor checks my teeth every spring.",
    above: "I am allergic to penicillin.",
    reason: "no word in common: meaning alone, against another sentence about health",
  },
  {
    question: "How much money do I have to give back to Tom?",
    first: "I owe Tom twenty pounds for the tickets.",
    above: "My brother Tom lives in Leeds.",
    reason: "the name leads to both, the meaning to one",
  },
];

describe("ranking on real vectors", () => {
  let embedder: Embedder;
  let index: MemoryIndex;
  beforeAll(async () => {
    embedder = await createNodeEmbedder("public/models/all-MiniLM-L6-v2");
    index = await toldIndex(TOLD, embedder);
  }, 60_000);

  it.each(GOLDEN)("[R10] $question", async ({ question, first, above, reason }) => {
    const [vector = null] = await embedder.embed([question]);
    const texts = recall({ question, vector, budgetTokens: 2_000 }, index).lines.map((line) => line.text);
    expect(texts[0], reason).toBe(first);
    const other = texts.indexOf(above);
    expect(other === -1 || other > 0, reason).toBe(true);
  });
});
