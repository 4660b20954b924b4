import { conceptsOf, holds, overlap, weightOf } from "../facts/overlap";
import type { EvidenceLine, Piece, Told } from "../facts/readEvidence";
import { type Person, USER } from "../facts/readPersons";
import { conceptOf } from "../facts/sameWords";
import type { Conflict } from "./Conflict";
import { placeOf } from "./placeOf";
import { hasForm, holdsFigure, isEnough, sameMatter } from "./sameMatter";

const NOTHING: ReadonlySet<string> = new Set();

/** Somebody else in the same place: by what is said, whoever it is said of. */
export function personConflict(piece: Piece, claim: Told, line: EvidenceLine): Conflict | null {
  const named = piece.persons.filter((person) => person.who !== USER);
  if (named.length === 0) return isAnothers(piece, line) ? "unsure" : null;
  const names = new Set(named.map((person) => conceptOf(person.who)));
  const rest: Piece = { ...piece, persons: [], words: piece.words.filter((word) => !names.has(word.concept)) };
  if (weightOf(rest.words) + rest.figures.length === 0) return null;
  // "Runa mine" after "Eskil takes the blue rucksack": the rest is taken over.
  const isTheirs = (each: Piece) => named.every((person) => isNamed(each, person)) && isOfUser(piece) && isOfUser(each);
  if (line.pieces.some(isTheirs)) return null;
  const shares = line.pieces.map((each) => ({ each, shared: overlap(rest, { ...each, context: NOTHING }) }));
  const most = Math.max(0, ...shares.map(({ shared }) => shared));
  if (!isEnough(rest, most)) return null;
  const claimed = new Set(claim.pieces.flatMap((each) => each.persons.map((person) => person.who)));
  if (isFigureOfAnother(piece, named, claimed, line)) return "person";
  const isStrangers = (each: Piece) => {
    const own = conceptsOf(each.words);
    const isMissing = ({ who }: Person) => !holds(own, conceptOf(who)) && !line.label.has(conceptOf(who));
    return (
      each.persons.some((person) => person.acts && !claimed.has(person.who)) &&
      named.some((person) => !isNamed(each, person) && isMissing(person))
    );
  };
  const closest = shares.filter(({ shared }) => shared === most);
  return closest.every(({ each }) => isStrangers(each) || isExchanged(each, named, line)) ? "person" : null;
}

/** "Tomasz books the castle, Leonie asks the council", where a claim has Leonie book it. */
function isExchanged(evidence: Piece, named: readonly Person[], line: EvidenceLine): boolean {
  const [actor, ...others] = evidence.persons;
  if (!actor?.acts || actor.who === USER || others.length > 0 || named.length !== 1) return false;
  const isActing = (each: Piece, { who }: Person) => each.persons.length === 1 && each.persons[0]?.who === who;
  return (
    evidence.words.some((word) => word.at > actor.at) &&
    !named.some((person) => isNamed(evidence, person)) &&
    line.pieces.some((each) => each !== evidence && named.every((person) => isActing(each, person)))
  );
}

const isOfUser = ({ persons }: Piece) => persons.some((person) => person.who === USER);
const isNamed = ({ persons }: Piece, { who }: Person) => persons.some((each) => each.who === who);

/** Whether somebody else gives the figures: "Aunt Hedwig thinks 20 g" is not what Grandma thinks. */
function isFigureOfAnother(
  piece: Piece,
  named: readonly Person[],
  claimed: ReadonlySet<string>,
  line: EvidenceLine,
): boolean {
  const isAnothersPiece = (each: Piece) => {
    const [actor] = each.persons;
    const [first] = each.words;
    if (!actor?.acts || actor.who === USER || !first || actor.at > first.at) return false;
    return !claimed.has(actor.who) && !named.some((person) => isNamed(each, person));
  };
  return piece.figures.some((figure) => {
    const at = figure.soft ? [] : line.pieces.filter((each) => holdsFigure(each, figure));
    return at.length > 0 && at.every(isAnothersPiece);
  });
}

/** "You kept the wood" where Matti took it: somebody else does it, and the user stands nowhere. */
function isAnothers(piece: Piece, line: EvidenceLine): boolean {
  if (!piece.persons.some((person) => person.acts)) return false;
  const closest = sameMatter({ ...piece, persons: [] }, line);
  // "Dr. Amari: no hearing aid yet" tells who says it.
  if (!closest || isOfUser(closest) || hasForm(closest, /^:$/)) return false;
  const actor = closest.persons.find((person) => person.acts);
  const [first] = closest.words;
  if (!actor || !first || actor.at !== first.at || placeOf(first, closest) !== null) return false;
  const said = conceptsOf(piece.words);
  if (holds(said, conceptOf(actor.who))) return false;
  const matched = closest.words.filter((word) => holds(said, word.concept));
  return matched.length > 0 && matched.every((word) => word.at > actor.at);
}
