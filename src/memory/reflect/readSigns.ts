import { foldWord, splitWords, type Word } from "./splitWords";
import {
  ARTICLES,
  DAYS,
  DIRECTIONS,
  ENGLISH,
  LIGHT,
  NEGATIONS,
  NUMBER_WORDS,
  PERSONS,
  PLACES,
  THIRD_PERSONS,
  TITLES,
  TURNING,
} from "./wordClasses";

/** A content word of a statement. */
export interface Term {
  form: string;
  is: "number" | "day" | "name" | "plain";
  /** The preposition that it follows, or "". */
  after: string;
  /** Whether it stands in a phrase of place or time ("on Tuesday at 9") that may change its place. */
  loose: boolean;
}

/** What a statement turns on, read from its words: two statements can only say the same where these agree. */
export interface Signs {
  terms: Term[];
  /** Negations, doubt, time, amount, who speaks, whose it is, whether it is a question: sorted, each once. */
  turns: string[];
  titles: string[];
  thirdPersons: string[];
  /** Whether a form of "be" ties it together. */
  copula: boolean;
  english: boolean;
}

const COPULAS = new Set("is are am".split(" "));
/** "'s" after one of these is always "is". */
const NEVER_OWNERS = new Set("it that this there here what who where he she".split(" "));

/** Reads the signs of one statement. */
export function readSigns(text: string): Signs {
  const plain = text.normalize("NFC").replace(/[’ʼ]/g, "'");
  const words = splitWords(plain);
  const turns = new Set<string>(/[?？]\s*$/.test(plain) ? ["?"] : []);
  const titles = new Set<string>();
  const thirdPersons = new Set<string>();
  const terms: Term[] = [];
  let english = false;
  let copula = false;
  let after = "";
  let loose = false;

  words.forEach(({ raw, cut }, at) => {
    let word = raw.toLowerCase();
    if (ENGLISH.has(word)) english = true;
    if (cut) [after, loose] = ["", false];
    if (word.endsWith("n't")) {
      turns.add("not");
      word = word.slice(0, -3).replace(/^ca$/, "can").replace(/^wo$/, "will");
    }
    const ending = /'(?:ll|d|ve|re|m|s)?$/.exec(word)?.[0] ?? "";
    if (ending !== "") word = word.slice(0, -ending.length);
    const be = COPULAS.has(word) || ending === "'m" || ending === "'re";
    if (be) [after, loose, copula] = ["", false, true];
    if (ending === "'ll") turns.add("will");
    if (ending === "'d") turns.add("would");
    const owner = (ending === "'s" || ending === "'") && !NEVER_OWNERS.has(word) && isOwner(words[at + 1]);
    if (owner && !isNaming(words, at + 1)) turns.add(`of ${foldWord(word)}`);

    const person = PERSONS.get(word);
    const third = THIRD_PERSONS.get(word);
    if (NEGATIONS.has(word)) turns.add("not");
    else if (person !== undefined) turns.add(person);
    else if (third !== undefined) thirdPersons.add(third);
    else if (TITLES.has(word)) titles.add(word);
    else if (TURNING.has(word)) turns.add(word);
    else if (word === "each") turns.add("every");
    else if (PLACES.has(word)) [after, loose] = [word, true];
    else if (DIRECTIONS.has(word)) [after, loose] = [word, false];
    else if (!LIGHT.has(word) && !isNaming(words, at)) {
      terms.push({ ...readTerm(word, raw, at === 0), after, loose });
      after = "";
    }
    // "On Tuesday at 9 the plumber comes": an article that no preposition asks for begins the clause itself.
    const goesOn = after !== "" || words[at - 1]?.raw.toLowerCase() === "of";
    if (!goesOn && (ARTICLES.has(word) || person !== undefined || third !== undefined)) loose = false;
  });
  return {
    terms,
    turns: [...turns].sort(),
    titles: [...titles].sort(),
    thirdPersons: [...thirdPersons].sort(),
    copula,
    english,
  };
}

function readTerm(word: string, raw: string, first: boolean): Pick<Term, "form" | "is"> {
  const number = NUMBER_WORDS.get(word) ?? (/\p{N}/u.test(word) ? word : null);
  if (number !== null) {
    return { form: number.replace(/(\d),(?=\d{3})/g, "$1").replace(/^(\d+)(?:st|nd|rd|th)$/, "$1"), is: "number" };
  }
  if (DAYS.has(word)) return { form: foldWord(word), is: "day" };
  const name = /^\p{Lu}/u.test(raw);
  // The first word of a text has a capital whether it is a name or not: counted as one, folded as none.
  return { form: name && !first ? word : foldWord(word), is: name ? "name" : "plain" };
}

/** "is called" and "its name is": what follows says it all. */
function isNaming(words: readonly Word[], at: number): boolean {
  const [before, word, next] = [at - 1, at, at + 1].map((place) => words[place]?.raw.toLowerCase() ?? "");
  if (word === "name") return /^(?:my|our|your|his|her|its|their)$|'s?$/.test(before ?? "") && next === "is";
  return (word === "called" || word === "named") && /^(?:is|are|am)$|'(?:s|re|m)$/.test(before ?? "");
}

/** Whether "'s" before this word says whose it is, and not "is". */
function isOwner(next: Word | undefined): boolean {
  const word = next?.raw.toLowerCase() ?? "";
  const small = [LIGHT, NEGATIONS, TURNING, DIRECTIONS, PLACES, PERSONS, THIRD_PERSONS].some((list) => list.has(word));
  return !small && !/(?:ing|ed)$/.test(word);
}
