import { dot } from "../index/vectors";
import { type Sentence, splitSentences } from "../memory/encode/splitSentences";
import type { Claim, Recalled } from "../memory/model";
import type { SupportLabel, Verdict } from "../memory/ports";
import { claimSentences } from "./claimSentences";
import { plainWords } from "./facts/plainWords";
import { namesOf, readClaim, readLine, subjectOf } from "./facts/readEvidence";
import { plainText } from "./plainLine";
import { readingOf } from "./weigh/Reading";
import { type Examined, examine, weigh } from "./weigh/weigh";

/** Texts to unit vectors in their order; null where there is no embedder. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly Float32Array[] | null>;

/** What each evidence says of the claim beside it, in their order; null where there is no judge. */
export type JudgeSupport = (
  rows: readonly { evidence: string; claim: string }[],
) => Promise<readonly Verdict<SupportLabel>[] | null>;

export interface AlignWith {
  /** Makes paraphrases count; without it words decide. */
  embed?: EmbedTexts;
  /** Reads the nearest lines against each claim; without it signs decide. */
  judge?: JudgeSupport;
}

/** Of the lines of evidence the judge reads the nearest, each alone and the first two together. */
const READ = 3;

/**
 * The claims of an answer, each tied to the lines that support it, best first, at most three; or, where lines say another
 * number, another name or the opposite, to those. What a line says word for word it supports. Else signs of words, names,
 * figures and meaning, and what the judge reads in the lines, are weighed (weigh/). With neither, `sources` is empty.
 * O(words of the claims x words of the lines).
 */
export async function align(
  text: string,
  recalled: readonly Recalled[],
  { embed, judge }: AlignWith = {},
): Promise<Claim[]> {
  const claims = claimSentences(text);
  if (claims.length === 0 || recalled.length === 0)
    return claims.map(({ start, end }) => ({ start, end, sources: [] }));
  const examined = examineClaims(
    claims.map((claim) => claim.text),
    recalled,
    await cosinesOf(claims, recalled, embed),
  );
  const open = examined.filter((each) => each.verbatim.length === 0);
  const rows = open.map((each) => rowsOf(each, recalled));
  const verdicts = rows.length > 0 ? await judge?.(rows.flat()) : null;
  let from = 0;
  const readings = new Map(
    open.map((each, at) => {
      const own = verdicts?.slice(from, from + (rows[at]?.length ?? 0));
      from += rows[at]?.length ?? 0;
      return [each, own ? readingOf(own) : null];
    }),
  );
  return claims.map(({ start, end }, at) => {
    const each = examined[at] as ExaminedClaim;
    if (each.verbatim.length > 0) return { start, end, sources: each.verbatim.slice(0, 3) };
    const { sources, against } = weigh(each.examined, readings.get(each) ?? null);
    return against.length > 0 ? { start, end, sources, against } : { start, end, sources };
  });
}

/** A claim with what it was held against. */
export interface ExaminedClaim {
  text: string;
  /** Numbers of the lines that say it word for word, the nearest first. */
  verbatim: number[];
  examined: Examined;
}

/** Each claim against the lines; `cosine` is of a claim and a line, by place, null where one of them has no vector. */
export function examineClaims(
  claims: readonly string[],
  recalled: readonly Recalled[],
  cosine: (claim: number, line: number) => number | null,
): ExaminedClaim[] {
  const names = namesOf(claims, recalled);
  const lines = recalled.map((line) => ({ ...readLine(line, names), plain: plainWords(line.text) }));
  let subject: string | null = null;
  return claims.map((text, at) => {
    const told = readClaim(text, names, subject);
    subject = subjectOf(told, subject);
    const plain = plainWords(text);
    const near = lines.map((line, place) => ({ line, cosine: cosine(at, place) }));
    const verbatim = near
      .filter(({ line }) => line.plain.includes(plain))
      .sort((a, b) => (b.cosine ?? 0) - (a.cosine ?? 0) || a.line.n - b.line.n);
    return { text, verbatim: verbatim.map(({ line }) => line.n), examined: examine(told, near) };
  });
}

/** What the judge is to read of a claim: the nearest lines, and the first two as one text. */
export function rowsOf(
  { text, examined }: ExaminedClaim,
  recalled: readonly Recalled[],
): { evidence: string; claim: string }[] {
  const nearest = examined.rated.slice(0, READ).flatMap(({ line }) => recalled.find(({ n }) => n === line.n) ?? []);
  const texts = nearest.map(withSpeaker);
  const [first, second] = texts;
  if (first !== undefined && second !== undefined) texts.push(`${first} ${second}`);
  return texts.map((evidence) => ({ evidence, claim: plainText(text) }));
}

/** "Emeka: it's at mine": a line of somebody else's with who says it. */
function withSpeaker({ speaker, text }: Recalled): string {
  return speaker === null || speaker === "user" ? text : `${speaker}: ${text}`;
}

async function cosinesOf(
  claims: readonly Sentence[],
  recalled: readonly Recalled[],
  embed: EmbedTexts | undefined,
): Promise<(claim: number, line: number) => number | null> {
  const parts = recalled.map((line) => {
    const sentences = splitSentences(line.text).map((sentence) => sentence.text);
    return sentences.length > 1 ? [line.text, ...sentences] : [line.text];
  });
  const vectors = await embed?.([...claims.map((claim) => claim.text), ...parts.flat()]);
  const from = parts.map((_, at) => claims.length + parts.slice(0, at).flat().length);
  return (claim, line) => {
    const a = vectors?.[claim];
    if (!a || !vectors) return null;
    const begin = from[line] ?? 0;
    const cosines = (parts[line] ?? []).flatMap((_, at) => {
      const b = vectors[begin + at];
      return b ? [dot(a, b)] : [];
    });
    return cosines.length > 0 ? Math.max(...cosines) : null;
  };
}
