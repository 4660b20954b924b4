import { dot } from "../index/vectors";
import { type Sentence, splitSentences } from "../memory/encode/splitSentences";
import type { Claim, Recalled } from "../memory/model";
import { claimSentences } from "./claimSentences";
import { plainWords } from "./facts/plainWords";
import { namesOf, readClaim, readLine, subjectOf } from "./facts/readEvidence";
import { weigh } from "./weigh/weigh";

/** Cosine of a claim to a line, both by place; null where one of them has no vector. */
export type ClaimCosine = (claim: number, line: number) => number | null;

/** Texts to unit vectors in their order; null where there is no embedder. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly Float32Array[] | null>;

/**
 * Ties each claim of an answer to the lines that support it, best first, at most three; or, where lines say another number,
 * another name or the opposite, to those. What a line says word for word it supports. Else signs of words, names, figures and
 * meaning are weighed (weigh/). With neither, `sources` is empty. O(words of the claims x words of the lines).
 */
export function alignClaims(
  claims: readonly Sentence[],
  recalled: readonly Recalled[],
  cosine: ClaimCosine = () => null,
): Claim[] {
  const names = namesOf(
    claims.map((claim) => claim.text),
    recalled,
  );
  const lines = recalled.map((line) => ({ ...readLine(line, names), plain: plainWords(line.text) }));
  let subject: string | null = null;
  return claims.map(({ start, end, text }, at) => {
    const told = readClaim(text, names, subject);
    subject = subjectOf(told, subject);
    const plain = plainWords(text);
    const verbatim = lines.filter((line) => line.plain.includes(plain));
    if (verbatim.length > 0) {
      const near = (n: number) =>
        cosine(
          at,
          recalled.findIndex((line) => line.n === n),
        ) ?? 0;
      const sources = verbatim.map((line) => line.n).sort((a, b) => near(b) - near(a) || a - b);
      return { start, end, sources: sources.slice(0, 3) };
    }
    const { sources, against } = weigh(
      told,
      lines.map((line, place) => ({ line, cosine: cosine(at, place) })),
    );
    return against.length > 0 ? { start, end, sources, against } : { start, end, sources };
  });
}

/** The claims of an answer, aligned. `embed` makes paraphrases count; without it words decide. */
export async function align(text: string, recalled: readonly Recalled[], embed?: EmbedTexts): Promise<Claim[]> {
  const claims = claimSentences(text);
  if (claims.length === 0 || recalled.length === 0)
    return claims.map(({ start, end }) => ({ start, end, sources: [] }));
  const parts = recalled.map((line) => {
    const sentences = splitSentences(line.text).map((sentence) => sentence.text);
    return sentences.length > 1 ? [line.text, ...sentences] : [line.text];
  });
  const vectors = await embed?.([...claims.map((claim) => claim.text), ...parts.flat()]);
  const from = parts.map((_, at) => claims.length + parts.slice(0, at).flat().length);
  return alignClaims(claims, recalled, (claim, line) => {
    const a = vectors?.[claim];
    if (!a || !vectors) return null;
    const begin = from[line] ?? 0;
    const cosines = (parts[line] ?? []).flatMap((_, at) => {
      const b = vectors[begin + at];
      return b ? [dot(a, b)] : [];
    });
    return cosines.length > 0 ? Math.max(...cosines) : null;
  });
}
