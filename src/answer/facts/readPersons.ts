import { contrastsOf } from "./contrasts";
import type { Segment } from "./readStatement";

/** The person whose memory this is. */
export const USER = "#user";

export interface Person {
  /** USER, a name in lower case, or a relative ("mother"). */
  who: string;
  at: number;
  /** "I" and "we" do something; "my" may be anything's. */
  acts: boolean;
}

const FIRST = new Set("i me my mine myself we us our ours".split(" "));
const ACTS = new Set(["i", "you", "me", "mine"]);
const SECOND = new Set("you your yours yourself".split(" "));

/** Who speaks in a text, and who is spoken to; null where nobody known is. */
export interface Voices {
  first: string | null;
  second: string | null;
}

const isShort = (raw: string) => /^\p{Lu}{2,}$/u.test(raw);

/** Everyone that a segment names, in order. `from` is the place of its first token in the sentence. */
export function readPersons({ tokens, words, from }: Segment, { first, second }: Voices): Person[] {
  const persons: Person[] = [];
  tokens.forEach((token, place) => {
    const form = token.form.replace(/'(?:s|m|ve|re|ll|d)?$/, "");
    const who = FIRST.has(form) ? first : SECOND.has(form) ? second : null;
    if (who !== null) persons.push({ who, at: from + place, acts: ACTS.has(form) });
  });
  for (const word of words) {
    const relative = contrastsOf(word.concept).get("relative");
    if (relative !== undefined) persons.push({ who: relative, at: word.at, acts: true });
    // "LIS" and "PIN" are nobody.
    else if (word.isName && !isShort(tokens[word.at - from]?.raw ?? ""))
      persons.push({ who: word.form, at: word.at, acts: true });
  }
  return persons.sort((a, b) => a.at - b.at);
}
