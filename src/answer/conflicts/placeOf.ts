import type { Piece } from "../facts/readEvidence";
import type { Word } from "../facts/readStatement";

const PREPOSITION = /^(?:in|at|on|to|from|by|with|into|for|against|under|behind|near|through|about)$/;
const ARTICLE = /^(?:the|a|an|my|our|your|his|her|their|its)$/;

/** The preposition that a word stands after, articles and words between left aside; null where there is none. */
export function placeOf(word: Word, { tokens, from, words }: Piece): string | null {
  for (let at = word.at - from - 1; at >= 0; at--) {
    const form = tokens[at]?.form ?? "";
    // "To cancel" is no place.
    const next = tokens[at + 1]?.form ?? "";
    if (form === "to" && !word.isName && !ARTICLE.test(next) && !/[^s]s$/.test(next)) return null;
    if (PREPOSITION.test(form)) return form;
    if (!ARTICLE.test(form) && !words.some((each) => each.at === from + at)) return null;
  }
  return null;
}

/** Whether a preposition stands between a word and one before it. */
export function standsAfterPlace(word: Word, before: Word, { tokens, from }: Piece): boolean {
  return tokens.slice(before.at - from + 1, word.at - from).some(({ form }) => PREPOSITION.test(form));
}

/** Whether a word stands right after an article. */
export function isThing(word: Word, { tokens, from }: Piece): boolean {
  return ARTICLE.test(tokens[word.at - from - 1]?.form ?? "");
}

/** The next word, where nothing stands between. */
export function nextOf(word: Word, { words }: Piece): Word | null {
  return words.find((each) => each.at === word.at + 1) ?? null;
}
