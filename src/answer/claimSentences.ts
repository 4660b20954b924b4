import { contentStems } from "../index/stems";
import { type Sentence, splitSentences } from "../memory/encode/splitSentences";

const ATTRIBUTION = /^[—–-]{1,2}\s/;
/** "I don't know", "The notes do not say": what an answer says about itself. */
const ABOUT_ITSELF =
  /^(?:(?:sorry|unfortunately|however|but)[, ]+)*(?:i (?:do not|don't) (?:know|have|see|find|remember|recall)\b|i (?:cannot|can't|could not|couldn't) (?:find|tell|answer|say|see|help)\b|i(?:'m| am) (?:not sure|sorry|afraid|unable|here)\b|i hope\b|(?:your|the|these) (?:notes?|memory|memories|sources?) (?:do|does|don't|doesn't|did|didn't|say|says) (?:not )?(?:say|mention|contain|tell)?|there is (?:no|nothing) (?:information|mention|note|about)\b|let me know\b|please let\b|feel free\b)/i;

/**
 * The sentences of an answer that claim something, with their places in its Markdown. Code, headings, rules, table rows,
 * introductions (ending in a colon), questions, attributions ("— you, 3 March") and remarks of the answer about itself claim
 * nothing. A quotation is one claim, however many sentences it has.
 */
export function claimSentences(answer: string): Sentence[] {
  const claims: Sentence[] = [];
  let quotation: Sentence | null = null;
  let quotedTo = -1;
  for (const sentence of splitSentences(answer)) {
    const lineStart = answer.lastIndexOf("\n", sentence.start - 1) + 1;
    const lineEnd = endOfLine(answer, sentence.end);
    const line = answer.slice(lineStart, lineEnd);
    const isQuoted = /^\s*>/.test(line);
    if (!claimsSomething(sentence.text, line, isQuoted)) continue;
    if (isQuoted && quotation && lineStart <= quotedTo + 1) {
      quotation.end = sentence.end;
      quotation.text = answer.slice(quotation.start, quotation.end);
    } else {
      const claim = { ...sentence };
      claims.push(claim);
      quotation = isQuoted ? claim : null;
    }
    if (isQuoted) quotedTo = lineEnd;
  }
  return claims;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

function claimsSomething(sentence: string, line: string, isQuoted: boolean): boolean {
  if (/^\s*(?:>\s*)?(?:#{1,6}\s|\|)/.test(line)) return false;
  const bare = sentence.replace(/^[*_~`\s]+|[*_~`\s]+$/g, "");
  if (ATTRIBUTION.test(bare)) return false;
  if (!isQuoted && (/[:：?？؟]$/.test(bare) || ABOUT_ITSELF.test(bare.replace(/[‘’]/g, "'")))) return false;
  return contentStems(bare).length > 0;
}
