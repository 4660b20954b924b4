/** A token is about four characters of English. */
export const CHARACTERS_PER_TOKEN = 4;
/** Room for a line's number, who said it and when. */
const LABEL_CHARACTERS = 40;

/**
 * Lines in their order, each that still fits: one that does not is passed over, so that a long line does not keep shorter
 * ones out. O(lines).
 */
export function packLines<Line extends { text: string }>(lines: readonly Line[], budgetTokens: number): Line[] {
  let room = budgetTokens * CHARACTERS_PER_TOKEN;
  return lines.filter((line) => {
    const cost = line.text.length + LABEL_CHARACTERS;
    if (cost > room) return false;
    room -= cost;
    return true;
  });
}
