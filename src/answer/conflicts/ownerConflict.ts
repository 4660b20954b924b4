import type { EvidenceLine, Piece } from "../facts/readEvidence";
import { USER, type Voices } from "../facts/readPersons";
import { conceptOf } from "../facts/sameWords";
import type { Conflict } from "./Conflict";

/** Somebody that "his" or "her" means. */
const OTHER = "#other";
const TITLES = /^(?:mr|mrs|ms|miss|herr|frau)$/;

/** "Under my name" is not "under Ulla's name", and Mr. Ferreira is not Ms. Ferreira. */
export function ownerConflict(piece: Piece, line: EvidenceLine): Conflict | null {
  return hasOtherOwner(piece, line) || hasOtherTitle(piece, line) ? "person" : null;
}

function hasOtherOwner(piece: Piece, line: EvidenceLine): boolean {
  return [...ownersOf(piece, { first: USER, second: USER })].some(([thing, owner]) => {
    const held = line.pieces.flatMap((each) => ownersOf(each, line.voices).get(thing) ?? []);
    const isOther = (other: string) =>
      other !== owner && (owner === USER || other === USER || (owner !== OTHER && other !== OTHER));
    return held.length > 0 && held.every(isOther);
  });
}

/** Whose each thing of a piece is, where it is said right before it. */
function ownersOf({ words, tokens, from }: Piece, { first, second }: Voices): Map<string, string> {
  const owners = new Map<string, string>();
  for (const word of words) {
    const before = tokens[word.at - from - 1]?.form ?? "";
    const owner = ownerBy(before, { first, second });
    if (owner !== null && !word.isName) owners.set(word.concept, owner);
  }
  return owners;
}

function ownerBy(form: string, { first, second }: Voices): string | null {
  if (form === "my" || form === "our") return first;
  if (form === "your") return second;
  if (/^(?:his|her|their)$/.test(form)) return OTHER;
  return form.endsWith("'s") ? conceptOf(form.slice(0, -2)) : null;
}

function hasOtherTitle(piece: Piece, line: EvidenceLine): boolean {
  const titles = titlesOf(piece);
  const isMan = (title: string) => title === "mr" || title === "herr";
  return line.pieces.some((each) =>
    [...titlesOf(each)].some(([name, title]) => {
      const claimed = titles.get(name);
      return claimed !== undefined && isMan(claimed) !== isMan(title);
    }),
  );
}

function titlesOf({ tokens }: Piece): Map<string, string> {
  const titles = new Map<string, string>();
  for (const [at, { form }] of tokens.entries()) {
    if (!TITLES.test(form)) continue;
    const name = tokens.slice(at + 1, at + 3).find((token) => /^\p{L}/u.test(token.form));
    if (name) titles.set(name.form.replace(/'s?$/, ""), form);
  }
  return titles;
}
