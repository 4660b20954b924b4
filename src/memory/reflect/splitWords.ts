/** A word as it is written, and whether punctuation stands before it. */
export interface Word {
  raw: string;
  cut: boolean;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'.,:/@_+-]*/gu;
const TRAILING = /[^\p{L}\p{M}\p{N}]+$/u;
/** Scripts that write no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter("ja", { granularity: "word" });

/** The words of a text in order; times, numbers, addresses and contractions stay whole. */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const raw = match[0].endsWith("s'") ? match[0] : match[0].replace(TRAILING, "");
    const cut = /[^\s"“”‘'*_]/u.test(text.slice(end, match.index));
    end = match.index + raw.length;
    if (!UNSPACED.test(raw)) words.push({ raw, cut });
    else for (const part of segmenter.segment(raw)) if (part.isWordLike) words.push({ raw: part.segment, cut: false });
  }
  return words;
}

/**
 * Brings number and person of an English word to one form ("comes", "coming" -> "com"), and leaves the tense alone: a
 * stemmer that folds "walked" into "walks" would hide the one difference that counts.
 */
export function foldWord(word: string): string {
  if (word.length < 4) return word === "has" ? "hav" : word;
  let form = word;
  if (/ies$/.test(form)) form = `${form.slice(0, -3)}y`;
  else if (/(?:s|x|z|ch|sh)es$/.test(form)) form = form.slice(0, -2);
  else if (/[^sui]s$/.test(form)) form = form.slice(0, -1);
  else if (/[aeiouy].*ing$/.test(form) && form.length > 5) form = form.slice(0, -3).replace(/([^aeiouls])\1$/, "$1");
  return form.length > 3 ? form.replace(/e$/, "") : form;
}
