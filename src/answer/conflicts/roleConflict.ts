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

/** Both do these, whoever is named first. */
const MUTUAL = new Set("meet marry match share visit differ live talk agree play train swap".split(" ").map(conceptOf));

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
  const isRole = piece.words.some((word) => BETWEEN_TWO.has(word.concept) && isTurned(word));
  return isRole || isExchanged(piece, line) ? "role" : null;
}

/** "Ravi is waiting for the schema from Dagny" is not "Dagny is waiting for the schema from Ravi". */
function isExchanged(piece: Piece, line: EvidenceLine): boolean {
  const [first, second, ...others] = piece.persons;
  if (!first || !second || others.length > 0 || first.who === second.who) return false;
  const between = piece.words.filter((word) => word.at > first.at && word.at < second.at && word.weight >= 1);
  if (between.length === 0 || between.some((word) => MUTUAL.has(word.concept))) return false;
  return [...new Set(line.pieces.map((each) => each.sentence))].some((sentence) => {
    const pieces = line.pieces.filter((each) => each.sentence === sentence);
    const persons = pieces.flatMap((each) => each.persons);
    const [held, other] = persons;
    if (persons.length !== 2 || held?.who !== second.who || other?.who !== first.who) return false;
    const said = pieces.flatMap((each) => each.words).filter((word) => word.at > held.at && word.at < other.at);
    const isSaid = (word: Word) => said.some((each) => each.concept === word.concept && isActive(each, pieces));
    return between.every((word) => isSaid(word) && isActive(word, [piece]));
  });
}

const PASSIVE = /^(?:was|were|is|are|been|being|got|by)$/;

/** Whether no "was ... by" turns who does what. */
function isActive(word: Word, pieces: readonly Piece[]): boolean {
  return pieces.every(
    ({ tokens, from }) =>
      !PASSIVE.test(tokens[word.at - from - 1]?.form ?? "") || tokens[word.at - from]?.form.endsWith("ing") === true,
  );
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
