import type { EvidenceLine, Piece } from "../facts/readEvidence";
import type { Word } from "../facts/readStatement";
import { conceptOf } from "../facts/sameWords";
import type { Conflict } from "./Conflict";

/** What one person does to another. */
const BETWEEN_TWO = new Set(
  "lend borrow give pay owe send sell tell ask invite visit call beat teach help show thank promise"
    .split(" ")
    .map(conceptOf),
);

interface Roles {
  agent: string | null;
  patient: string | null;
}

/** "Casper lent you 250" is not "lent Casper 250". */
export function roleConflict(piece: Piece, line: EvidenceLine): Conflict | null {
  const isTurned = (verb: Word) => {
    const claimed = rolesOf(verb, piece, null);
    if (claimed.patient !== null && line.pieces.some((each) => isFrom(claimed.patient as string, each))) return true;
    return line.pieces.some((each) =>
      each.words.some(
        (word) => word.concept === verb.concept && areTurned(claimed, rolesOf(word, each, line.voices.first)),
      ),
    );
  };
  return piece.words.some((word) => BETWEEN_TWO.has(word.concept) && isTurned(word)) ? "role" : null;
}

function areTurned(claimed: Roles, held: Roles): boolean {
  if (claimed.agent !== null && claimed.agent === held.agent) return false;
  const isSame = (one: string | null, other: string | null) => one !== null && one === other;
  return isSame(claimed.agent, held.patient) || isSame(claimed.patient, held.agent);
}

/** "Spare amp from Noah" is what Noah gave. */
function isFrom(who: string, { words, tokens, from, persons }: Piece): boolean {
  const person = persons.find((each) => each.who === who);
  if (!person || words.some((word) => BETWEEN_TWO.has(word.concept))) return false;
  return tokens[person.at - from - 1]?.form === "from";
}

/** Who does it and to whom, by who stands before the verb and who after; whoever speaks where a note names nobody before it. */
function rolesOf(verb: Word, { persons, words, tokens, from }: Piece, speaker: string | null): Roles {
  const lead = tokens.slice(0, verb.at - from);
  // "Petra" that begins a sentence need not be known for a name.
  const isBare =
    !lead.some((token) => /^(?:he|she|they|it|who|that|which)$/.test(token.form)) &&
    !words.some((word) => word.at < verb.at && word.weight >= 1);
  const before = persons.filter((person) => person.at < verb.at).at(-1)?.who ?? (isBare ? speaker : null);
  const after = persons.find((person) => person.at > verb.at)?.who ?? null;
  const isPassive = /^(?:was|were|is|are|been|being|got)$/.test(lead.at(-1)?.form ?? "");
  // "Borrowed from Theres" is what Theres lent.
  const isTurned = isPassive !== /^borrow/.test(verb.form);
  return isTurned ? { agent: after, patient: before } : { agent: before, patient: after };
}
