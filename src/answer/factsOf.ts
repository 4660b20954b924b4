import { contentStems, stem, wordsOf } from "../index/stems";

/** What of a text can be held against another: its stems, numbers and names. */
export interface Facts {
  /** Its words in order, in lower case, with a space around each. */
  words: string;
  stems: ReadonlySet<string>;
  /** Numbers in digits, "three" as 3, thousands without a comma, times as 6:45. */
  numbers: ReadonlySet<string>;
  /** Words with a capital that do not begin a sentence, and words for relatives ("mum" as mother), in lower case. */
  names: ReadonlySet<string>;
  negated: boolean;
}

const NAME = /(?<=[\p{L}\p{N},;:)"”'’]\s+["“'‘(]?)\p{Lu}[\p{L}\p{M}'’-]*/gu;
const RELATIVES = new Map(
  `mother mum mom mummy mommy,father dad daddy,sister,brother,wife,husband,son,daughter,aunt,uncle,cousin,niece,nephew,
   grandmother grandma granny nan,grandfather grandpa granddad,boss manager,neighbour neighbor,landlord,landlady,girlfriend,boyfriend`
    .split(",")
    .flatMap((words) =>
      words
        .trim()
        .split(/\s+/)
        .map((word, _at, [first = word]): [string, string] => [word, first]),
    ),
);
const NEGATION = /\b(?:not|never|no|nobody|nothing|none|neither|nor|without|cannot|no longer)\b|n't\b/i;

/** Linear in the text. */
export function factsOf(text: string): Facts {
  const straight = text.replace(/[‘’ʼ]/g, "'").replace(/\\([\\`*_[\]<>|~&#+=.)-])/g, "$1");
  return {
    words: ` ${wordsOf(straight).join(" ")} `,
    stems: new Set(contentStems(straight)),
    numbers: numbersOf(straight),
    names: namesOf(straight),
    negated: NEGATION.test(straight),
  };
}

function numbersOf(text: string): Set<string> {
  const numbers = new Set<string>();
  for (const word of wordsOf(text).map(stem))
    if (/\p{N}/u.test(word))
      numbers.add(word.replace(/(?<=\d)(?:st|nd|rd|th|am|pm|kg|km|mg|h)$/, "").replace(/:00$/, ""));
  return numbers;
}

function namesOf(text: string): Set<string> {
  const names = new Set<string>();
  for (const [found] of text.matchAll(NAME)) {
    const name = found.toLowerCase().replace(/'s?$/, "");
    if (name !== "i" && !name.startsWith("i'")) names.add(name);
  }
  for (const word of wordsOf(text)) {
    const relative = RELATIVES.get(word) ?? RELATIVES.get(word.replace(/s$/, ""));
    if (relative) names.add(relative);
  }
  return names;
}
