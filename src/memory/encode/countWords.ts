const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.,:/@_-][\p{L}\p{M}\p{N}]+)*/gu;
const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

/** Words of a text; in scripts without spaces two characters count as one word. */
export function countWords(text: string): number {
  let count = 0;
  for (const [word] of text.matchAll(WORD)) {
    const dense = word.match(DENSE)?.length ?? 0;
    count += dense ? Math.ceil(dense / 2) : 1;
  }
  return count;
}
