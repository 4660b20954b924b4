import type { Signs, Term } from "./readSigns";

/** Cosine from which two texts with the same content words may say the same. */
export const SAME_COSINE = 0.72;
/** Cosine from which a text may say the same and up to two words more. */
export const FULLER_COSINE = 0.86;
const MIN_OVERLAP = 0.5;
const MAX_EXTRA = 2;

/**
 * Whether `fuller` says all that `other` says, in another order or with a few more words, and nothing in it turns the
 * sense. Cosine tells where to look and no more: "opens at 9 on Saturday" and "on Sunday" reach .95. So numbers, days,
 * names, polarity, modality, owner and speaker must be equal, and the content words of `other` all stand in `fuller`.
 */
export function saysSame(fuller: Signs, other: Signs, cosine: number): boolean {
  if (other.terms.length === 0 || !(cosine >= SAME_COSINE)) return false;
  if (!equal(fuller.turns, other.turns)) return false;
  if (clash(fuller.titles, other.titles) || clash(fuller.thirdPersons, other.thirdPersons)) return false;

  const said = new Set(fuller.terms.map((term) => term.form));
  const asked = new Set(other.terms.map((term) => term.form));
  if (other.terms.some((term) => !said.has(term.form))) return false;
  const extra = fuller.terms.filter((term) => !asked.has(term.form));
  if (extra.length > 0) {
    if (!(cosine >= FULLER_COSINE) || !fuller.english || !other.english) return false;
    if (extra.length > MAX_EXTRA || asked.size / said.size < MIN_OVERLAP) return false;
    if (extra.some((term) => term.is !== "plain")) return false;
  }
  const shared = fuller.terms.filter((term) => asked.has(term.form));
  return sameShape(shared, other.terms, fuller.copula && other.copula);
}

const equal = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at]);

const clash = (a: readonly string[], b: readonly string[]): boolean => a.length > 0 && b.length > 0 && !equal(a, b);

/**
 * Whether two orders of the same words say the same. Phrases of place and time at either end may move (a lone one of a
 * sentence with "is" from its middle too), and a name may change places with the word beside it ("the plumber Mr Haas",
 * "Mr Haas the plumber"). Anything else might be "the dog bit the cat" and "the cat bit the dog", or two shops that
 * swapped their hours.
 */
function sameShape(a: readonly Term[], b: readonly Term[], copula: boolean): boolean {
  if (equal(a.map(keyOf), b.map(keyOf))) return true;
  const lone = copula && countBlocks(a) === 1 && countBlocks(b) === 1;
  const one = readShape(a, lone);
  const two = readShape(b, lone);
  if (!equal(one.phrases, two.phrases) || one.core.length !== two.core.length) return false;
  const at = one.core.findIndex((item, index) => item.key !== two.core[index]?.key);
  if (at < 0) return true;
  const [left, right] = [one.core[at], one.core[at + 1]];
  if (left === undefined || right === undefined || left.name === right.name) return false;
  const swapped = one.core.toSpliced(at, 2, right, left);
  return swapped.every((item, index) => item.key === two.core[index]?.key);
}

/** "in the car" is not "on the car", but "in Kirkwall" is "at Kirkwall", and "is on 3 May" is "is 3 May". */
function keyOf({ form, is, after }: Term): string {
  const idle = is !== "plain" && (after === "in" || after === "on" || after === "at");
  return idle || after === "" ? form : `${after} ${form}`;
}

interface Shape {
  /** The words that keep their order; neighbouring names are one. */
  core: { key: string; name: boolean }[];
  /** Phrases that may move, sorted. */
  phrases: string[];
}

const countBlocks = (terms: readonly Term[]): number =>
  terms.filter((term, at) => term.loose && !terms[at - 1]?.loose).length;

function readShape(terms: readonly Term[], anywhere: boolean): Shape {
  const from = terms.findIndex((term) => !term.loose);
  const to = terms.findLastIndex((term) => !term.loose);
  const moves = (term: Term, at: number): boolean => term.loose && (anywhere || from < 0 || at < from || at > to);
  const phrases: string[] = [];
  for (const term of terms.filter(moves)) {
    if (term.after !== "" || phrases.length === 0) phrases.push(keyOf(term));
    else phrases[phrases.length - 1] += ` ${term.form}`;
  }
  const core: Shape["core"] = [];
  for (const term of terms.filter((each, at) => !moves(each, at))) {
    const before = core.at(-1);
    if (term.is === "name" && term.after === "" && before?.name) before.key += ` ${term.form}`;
    else core.push({ key: keyOf(term), name: term.is === "name" });
  }
  return { core, phrases: phrases.sort() };
}
