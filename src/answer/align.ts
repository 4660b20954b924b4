import { dot } from "../index/vectors";
import { type Sentence, splitSentences } from "../memory/encode/splitSentences";
import type { Claim, Recalled } from "../memory/model";
import { claimSentences } from "./claimSentences";
import { type Facts, factsOf } from "./factsOf";
import { whoAndWhen } from "./whoAndWhen";

/** Cosine of a claim to a line, both by place; null where one of them has no vector. */
export type ClaimCosine = (claim: number, line: number) => number | null;

/** Texts to unit vectors in their order; null where there is no embedder. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly Float32Array[] | null>;

const MOST_SOURCES = 3;
/** Share of a claim's words that a line holds: enough alone, or enough where the meaning is near too. */
const WORDS_ALONE = 0.7;
const WORDS_WITH_MEANING = 0.4;
const NEAR = 0.6;
/** So near that other words for the same thing will do. */
const VERY_NEAR = 0.75;
/** Two or three lines together must hold more, each a part of its own. */
const WORDS_TOGETHER = 0.7;
const OWN_PART = 0.2;
/** A further source stands nearly as well as the best. */
const NEARLY = 0.75;

/**
 * Ties each claim of an answer to the lines that support it, best first, at most three. A line supports what it says word for
 * word. Else it supports a claim that shares most of its words, or fewer where the meaning is near; and never one with a
 * number or a name that the line does not hold, or with a "not" on one side only. With no support `sources` is empty.
 * O(claims x lines).
 */
export function alignClaims(
  claims: readonly Sentence[],
  recalled: readonly Recalled[],
  cosine: ClaimCosine = () => null,
): Claim[] {
  const lines = recalled.map(evidenceOf);
  const weightOf = weights(lines);
  return claims.map(({ start, end, text }, at) => {
    const claim = factsOf(text);
    const single = lines
      .map((line, place) => ({ n: line.n, score: support(claim, line, weightOf, cosine(at, place)) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.n - b.n);
    const best = single[0]?.score ?? 0;
    const near = single.filter(({ score }) => score >= NEARLY * best).slice(0, MOST_SOURCES);
    const sources = near.length > 0 ? near.map(({ n }) => n) : together(claim, lines, weightOf);
    return { start, end, sources };
  });
}

/** The claims of an answer, aligned. `embed` makes paraphrases count; without it words decide. */
export async function align(text: string, recalled: readonly Recalled[], embed?: EmbedTexts): Promise<Claim[]> {
  const claims = claimSentences(text);
  if (claims.length === 0 || recalled.length === 0)
    return claims.map(({ start, end }) => ({ start, end, sources: [] }));
  const vectors = await embed?.([...claims, ...recalled].map((each) => each.text));
  return alignClaims(claims, recalled, (claim, line) => {
    const a = vectors?.[claim];
    const b = vectors?.[claims.length + line];
    return a && b ? dot(a, b) : null;
  });
}

interface EvidenceLine {
  n: number;
  facts: Facts;
  /** Words that its label adds: who, when, where. They may stand in a claim, but support nothing by themselves. */
  label: Facts;
  sentences: Facts[];
}

function evidenceOf(line: Recalled): EvidenceLine {
  return {
    n: line.n,
    facts: factsOf(line.text),
    label: factsOf(`by ${whoAndWhen(line)}`),
    sentences: splitSentences(line.text).map((sentence) => factsOf(sentence.text)),
  };
}

type Weights = (stem: string) => number;

/** A word that every line holds tells lines apart no more. */
function weights(lines: readonly EvidenceLine[]): Weights {
  const having = new Map<string, number>();
  for (const { facts } of lines) for (const stem of facts.stems) having.set(stem, (having.get(stem) ?? 0) + 1);
  return (stem) => 1 / (1 + Math.log(Math.max(1, having.get(stem) ?? 1)));
}

function share(claim: Facts, held: ReadonlySet<string>, weightOf: Weights): number {
  let all = 0;
  let shared = 0;
  for (const stem of claim.stems) {
    all += weightOf(stem);
    if (held.has(stem)) shared += weightOf(stem);
  }
  return all > 0 ? shared / all : 0;
}

function support(claim: Facts, line: EvidenceLine, weightOf: Weights, cosine: number | null): number {
  // Word for word is support, whatever else is in it.
  if (line.facts.words.includes(claim.words)) return 1 + Math.max(0, cosine ?? 0);
  if (!holdsFigures(claim, [line]) || !agrees(claim, line, weightOf)) return 0;
  const words = share(claim, line.facts.stems, weightOf);
  const isSupported =
    words >= WORDS_ALONE ||
    (cosine !== null && cosine >= NEAR && words >= WORDS_WITH_MEANING) ||
    (cosine !== null && cosine >= VERY_NEAR);
  return isSupported ? words + Math.max(0, cosine ?? 0) : 0;
}

/** Every number and name of the claim stands in the lines or their labels. */
function holdsFigures(claim: Facts, lines: readonly EvidenceLine[]): boolean {
  const has = (of: (facts: Facts) => ReadonlySet<string>, word: string) =>
    lines.some((line) => of(line.facts).has(word) || of(line.label).has(word));
  for (const number of claim.numbers) if (!has((facts) => facts.numbers, number)) return false;
  for (const name of claim.names) {
    if (has((facts) => facts.names, name)) continue;
    const stems = [...factsOf(name).stems];
    if (stems.length === 0 || !stems.every((stem) => has((facts) => facts.stems, stem))) return false;
  }
  return true;
}

/** The sentence of the line closest to the claim is negated as the claim is. */
function agrees(claim: Facts, line: EvidenceLine, weightOf: Weights): boolean {
  let closest: Facts = line.facts;
  let most = -1;
  for (const sentence of line.sentences) {
    const shared = share(claim, sentence.stems, weightOf);
    if (shared <= most) continue;
    most = shared;
    closest = sentence;
  }
  return closest.negated === claim.negated;
}

/** Lines that support a claim only together: "You live in Oslo and work at the port." */
function together(claim: Facts, lines: readonly EvidenceLine[], weightOf: Weights): number[] {
  const chosen: EvidenceLine[] = [];
  const held = new Set<string>();
  while (chosen.length < MOST_SOURCES) {
    const before = share(claim, held, weightOf);
    const [next] = lines
      .filter((line) => !chosen.includes(line) && agrees(claim, line, weightOf))
      .map((line) => ({ line, gain: share(claim, new Set([...held, ...line.facts.stems]), weightOf) - before }))
      .filter(({ gain }) => gain >= OWN_PART)
      .sort((a, b) => b.gain - a.gain || a.line.n - b.line.n);
    if (!next) break;
    chosen.push(next.line);
    for (const stem of next.line.facts.stems) held.add(stem);
  }
  const isSupported =
    chosen.length > 1 && share(claim, held, weightOf) >= WORDS_TOGETHER && holdsFigures(claim, chosen);
  return isSupported ? chosen.map(({ n }) => n) : [];
}
