import { wordsOf } from "../../index/stems";
import { STOP_WORDS } from "../../index/stopWords";
import { splitSentences } from "../../memory/encode/splitSentences";
import { plainText } from "../plainLine";
import type { Figure } from "./Figure";
import { joinTurns } from "./joinTurns";
import { readFigures } from "./readFigures";
import { readTokens, type Token } from "./readTokens";
import { conceptOf, isCommon } from "./sameWords";

/** A content word of a statement. */
export interface Word {
  form: string;
  /** The same for all forms of the word and for those that say the same. */
  concept: string;
  /** How much of a statement it carries, 0 to 1: "get" and "still" little. */
  weight: number;
  /** Whether it has a capital that no sentence gives it. */
  isName: boolean;
  /** Place among the tokens of its sentence. */
  at: number;
}

/** What stands between two commas, conjunctions or sentence ends: small enough to say one thing. */
export interface Segment {
  words: Word[];
  figures: Figure[];
  /** Concepts that it takes over: what stands before a colon, earlier segments of its sentence, the sentence before. */
  context: ReadonlySet<string>;
  /** Dates of its sentence's heading: "March: rent 1,150, groceries 438". */
  headed: readonly Figure[];
  isNegated: boolean;
  tokens: readonly Token[];
  /** Place of the first of them in the sentence. */
  from: number;
  /** Number of its sentence. */
  sentence: number;
}

export interface Statement {
  segments: Segment[];
  words: Word[];
  figures: Figure[];
  concepts: ReadonlySet<string>;
}

export interface StatementOptions {
  /** When it was said: what "tomorrow" and "the 20th" mean. */
  when: number | null;
  /** Names known from other texts, in lower case: a word that begins a sentence is one of them or is none. */
  names: ReadonlySet<string>;
}

const WEAK = new Set(
  `cost total missing take make do get give go come use keep put say seem look feel become stay begin start stop let mean turn set
   still already just also even now again soon always usually really actually currently well around away today here
   thing way lot bit kind sort time one ones other own same different new good able sure likely please there today far long
   slightly till suppose instead back limit maximum want need require like plan should must may allow note user person people people's`
    .split(/\s+/)
    .map(conceptOf),
);
const WEAK_WEIGHT = 0.35;
const TITLES = new Set("mr mrs ms miss dr prof professor sir madam herr frau".split(" "));
const NEGATIONS =
  /^(?:not|no|never|nobody|nothing|none|neither|nor|without|negative|wrong|cannot|hardly|barely|scarcely|isn't|aren't|[a-z]+n't)$/;
/** Verbs that say no by themselves. */
const REFUSALS =
  /^(?:forbid|forbids|forbidden|forbade|refus(?:e|es|ed|ing)|avoid(?:s|ed|ing)?|lack(?:s|ed|ing)?|forg[eo]t(?:s|ten)?|missed|skip(?:s|ped)?)$/;
const CONJUNCTIONS = new Set(
  "and but while whereas because although though since so then which who or unless plus".split(" "),
);
const BREAKS = new Set([",", ";", ":", "(", ")", "–", "—", "-", "!", "…", "|"]);
const AUXILIARY =
  /^(?:is|are|was|were|am|be|been|do|does|did|will|would|can|could|should|shall|must|may|might|have|has|had|to|'s|'re|'m|[a-z]+'(?:s|re|m|ve|ll|d))$/;
/** Somebody who does something, or who does not: a piece of its own, however short. */
const STANDS_ALONE = /^(?:i|me|my|mine|you|he|she|it|we|they|not|no|never|nothing|none|[a-z]+n't)$/;
const PRONOUN_START = /^(?:he|she|it|they|that|this|his|her|their|its|both|these|those)$/;

/** What a text says, in pieces that can be held against another's. Linear in the text. */
export function readStatement(text: string, options: StatementOptions): Statement {
  const segments: Segment[] = [];
  let before: ReadonlySet<string> = new Set();
  for (const [number, sentence] of sentencesOf(text).entries()) {
    // What is asked is not said.
    if (/[?？؟]["”’)]*$/.test(sentence)) continue;
    const own = readSentence(sentence, number, before, options);
    segments.push(...own);
    before = new Set(own.flatMap((segment) => segment.words.map((word) => word.concept)));
  }
  const words = segments.flatMap((segment) => segment.words);
  return {
    segments,
    words,
    figures: segments.flatMap((segment) => segment.figures),
    concepts: new Set(words.map((word) => word.concept)),
  };
}

/** Short forms whose full stop ends nothing. */
const SHORT_FORM =
  /\b(dep|arr|approx|excl|incl|max|min|tel|nr|ca|resp|hrs?|mins|wk|apt|ext|vol|fig|cf|vs|temp|avg|qty|ref|acc|dept)\.(?=\s|,|$)/gi;

function sentencesOf(text: string): string[] {
  const plain = plainText(text)
    .normalize("NFKC")
    .replace(/[‘’ʼ]/g, "'")
    .replace(/\\([\\`*_[\]<>|~&#+=.)-])/g, "$1")
    .replace(/\[\d{1,3}\]/g, " ")
    .replace(/(?<![\p{L}\p{N}])[*_`~]+|[*_`~]+(?![\p{L}\p{N}])/gu, " ");
  const sentences = splitSentences(plain.replace(SHORT_FORM, "$1")).map((sentence) => sentence.text);
  return (sentences.length > 0 ? sentences : [plain]).map(joinTurns);
}

function readSentence(
  text: string,
  sentence: number,
  before: ReadonlySet<string>,
  { when, names }: StatementOptions,
): Segment[] {
  const tokens = readTokens(text);
  const figures = readFigures(tokens, when);
  const inFigure = new Set(figures.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)));
  const pieces: { words: Word[]; figures: Figure[]; from: number; to: number; topic: boolean }[] = [];
  let from = 0;
  const close = (to: number, topic: boolean) => {
    const words = readWords(tokens, from, to, inFigure, names);
    const own = figures.filter((figure) => figure.from >= from && figure.from < to);
    // A "not" or "because" alone belongs to what follows.
    if (words.length + own.length === 0) return;
    const last = pieces.at(-1);
    // A piece with one thing in it goes on what stands before: "Mondays and Thursdays", "oil, filters"; and "Hall:" with
    // what stands after it.
    const goesOn =
      words.length + own.length < 2 && !tokens.slice(from, to).some((token) => STANDS_ALONE.test(token.form));
    if (last?.topic && last.words.length + last.figures.length < 3) {
      last.words.push(...words);
      last.figures.push(...own);
      last.to = to;
      last.topic = topic;
    } else if (last && !last.topic && goesOn) {
      last.words.push(...words);
      last.figures.push(...own);
      last.to = to;
    } else pieces.push({ words, figures: own, from, to, topic });
    from = to;
  };
  tokens.forEach((token, at) => {
    if (inFigure.has(at) || isShortBracket(tokens, at)) return;
    // "Wednesdays not Fridays".
    const isOther =
      token.form === "not" &&
      at > 0 &&
      !AUXILIARY.test(tokens[at - 1]?.form ?? "") &&
      /^[\p{L}\p{N}]/u.test(tokens[at + 1]?.form ?? "");
    if (isOther) close(at, false);
    else if (token.form === ":" && at > 0) close(at, pieces.length === 0);
    else if ((BREAKS.has(token.form) && (token.form !== "-" || token.spaced)) || CONJUNCTIONS.has(token.form))
      close(at, false);
  });
  close(tokens.length, false);
  // "Total 486.20." and "It went up." go on with what was said before; "The freezer went to Jana." does not.
  const strong = pieces.flatMap((piece) => piece.words).filter((word) => word.weight === 1).length;
  const colon = tokens.findIndex((token) => token.form === ":");
  const headed = figures.filter((figure) => figure.kind === "date" && figure.to <= colon);
  const context = new Set(PRONOUN_START.test(tokens[0]?.form ?? "") || strong < 2 ? before : []);
  return pieces.map(({ words, figures: own, from: begins, to }) => {
    const segment: Segment = {
      words,
      figures: own,
      context: new Set(context),
      headed,
      isNegated: isNegated(tokens.slice(begins, to)),
      tokens: tokens.slice(begins, to),
      from: begins,
      sentence,
    };
    for (const word of words) context.add(word.concept);
    return segment;
  });
}

/** A word or two in brackets belong to what stands before them. */
function isShortBracket(tokens: readonly Token[], at: number): boolean {
  const { form = "" } = tokens[at] ?? {};
  const near = (from: number, to: number, bracket: string) =>
    tokens.slice(Math.max(0, from), to).some((token) => token.form === bracket);
  return (form === "(" && near(at + 1, at + 5, ")")) || (form === ")" && near(at - 4, at, "("));
}

function readWords(
  tokens: readonly Token[],
  from: number,
  to: number,
  inFigure: ReadonlySet<number>,
  names: ReadonlySet<string>,
): Word[] {
  const words: Word[] = [];
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (!token || inFigure.has(at) || !/[\p{L}\p{N}]/u.test(token.raw)) continue;
    const begins = at === 0 || (at === 1 && !/[\p{L}\p{N}]/u.test(tokens[0]?.form ?? ""));
    const afterColon = tokens[at - 1]?.form === ":";
    for (const form of formsOf(token)) {
      if (STOP_WORDS.has(form) || TITLES.has(form) || token.raw === "per") continue;
      const capital = /^\p{Lu}/u.test(token.raw);
      const isName = capital && (names.has(form) || (!begins && (!afterColon || !isCommon(form))));
      const concept = conceptOf(form);
      words.push({ form, concept, weight: WEAK.has(concept) && !isName ? WEAK_WEIGHT : 1, isName, at });
    }
  }
  return words;
}

/** A compound with a dash is its parts; scripts without spaces give what an index takes of them. */
function formsOf(token: Token): string[] {
  const form = token.form.replace(/'s?$/, "");
  if (/^[a-z'-]+$/.test(form)) return form.split("-").filter((part) => part.length > 1 || form.length === 1);
  return wordsOf(form);
}

const INSIDE = /(?<=[\p{L}\p{N},;)"”'’&]\s+["“'‘(]?)\p{Lu}[\p{L}\p{M}-]*/gu;
const FIRST =
  /(?<=^|[.!?:]\s+)\p{Lu}\p{Ll}+(?='s\s|\s+(?:is|was|has|had|does|did|can|can't|cannot|may|might|will|won't|would|should|must|isn't|wasn't|doesn't|didn't|[a-z]{3,}[^s\W]s)\b)/gu;

/** Names that stand in a text where no sentence begins, in lower case. */
export function namesIn(text: string): string[] {
  const plain = plainText(text).replace(/[‘’ʼ]/g, "'");
  return [...plain.matchAll(INSIDE), ...plain.matchAll(FIRST)]
    .map(([name]) => name.toLowerCase().replace(/'s$/, ""))
    .filter((name) => !isCommon(name))
    .filter((name) => name !== "i" && !STOP_WORDS.has(name) && !TITLES.has(name));
}

function isNegated(tokens: readonly Token[]): boolean {
  let negations = 0;
  for (const [at, { form }] of tokens.entries()) {
    // "The photo is missing", not "the missing photo".
    const isMissing =
      form === "missing" &&
      (/^(?:is|are|was|were|be|'s|'re|still|:)$/.test(tokens[at - 1]?.form ?? ":") ||
        !/^\p{L}/u.test(tokens[at + 1]?.form ?? "."));
    if (!NEGATIONS.test(form) && !REFUSALS.test(form) && !isMissing) continue;
    const next = tokens[at + 1]?.form ?? "";
    // "Not only", "not later than", "no doubt", "nothing but" deny nothing.
    if (/^(?:only|just|later|doubt|matter|but|sooner)$/.test(next)) continue;
    if (tokens[at + 2]?.form === "than" && /^(?:more|less|[a-z]+er)$/.test(next)) continue;
    negations++;
  }
  return negations % 2 === 1;
}
