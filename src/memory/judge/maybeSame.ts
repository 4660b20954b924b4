import { numerals } from "./numerals";

/**
 * Whether `text` brings no number that `known`, if it has any, lacks: only then may it be a repeat. The network takes "one
 * sugar for me" for a repeat of "two sugars in my tea".
 */
export function maybeSame(known: string, text: string): boolean {
  const had = numerals(known);
  return had.size === 0 || [...numerals(text)].every((number) => had.has(number));
}
