const CLS = 101;
const SEP = 102;

/** Tokens of a row with its marks. No line that the judge learned from is longer. */
export const LONGEST_ROW = 96;

/** Two texts as the judge reads them. */
export interface TokenRow {
  ids: number[];
  /** 0 for the first text and its two marks, 1 for the second and its mark. */
  types: number[];
}

/**
 * [CLS] first [SEP] second [SEP], or [CLS] first [SEP] where the second is empty. Of a longer row the longer text loses its
 * last token, until both fit; training/judge/tokens.py does the same.
 */
export function joinRow(first: readonly number[], second: readonly number[], longest = LONGEST_ROW): TokenRow {
  const room = longest - (second.length > 0 ? 3 : 2);
  let a = first.length;
  let b = second.length;
  while (a + b > room) {
    if (a >= b) a -= 1;
    else b -= 1;
  }
  const head = [CLS, ...first.slice(0, a), SEP];
  const tail = b > 0 ? [...second.slice(0, b), SEP] : [];
  return { ids: [...head, ...tail], types: [...head.map(() => 0), ...tail.map(() => 1)] };
}
