import { STOP_WORDS } from "../../index/stopWords";

/** What kind of thing a question wants, where its wording says so. */
export type AnswerType = "number" | "time" | "person" | "place";

const FIGURE = "(?:number|code|size|price|cost|dose|weight|height|age|percentage|pin|temperature|score|salary|rent)";
const ASKS_NUMBER = new RegExp(
  `\\bhow (?:many|much|old|tall|heavy|far|fast)\\b|\\b(?:phone|account|plate|membership|registration|reference|house|flat|room|pin|serial|order|ticket|seat|policy) (?:number|code)\\b|\\bwhat(?:'s| is| was| are| were)(?: \\S+){0,3} ${FIGURE}\\b|\\b(?:what|which) ${FIGURE}\\b|\\blast digits\\b`,
);
const ASKS_TIME =
  /^(?:\S+ )?(?:when|since when|until when|till when)\b(?! did\b)|\bwhat (?:time|date|day|month|year)\b|\bwhich (?:date|day|month|year|weekday)\b|\bhow (?:often|long)\b|\bdeadline\b/;
const ASKS_PERSON = /^(?:\S+ )?who(?:'s|se|m)?\b|\bname of\b|\bcalled\b|'s name\b/;
const ASKS_PLACE = /^(?:\S+ )?where(?:'s|'re)?\b|\b(?:what|which) (?:city|town|country|street|place|village|address)\b/;

const NUMBER =
  /\p{N}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|half|first|second|third|fourth|fifth|last|single|twice|once|both|couple|pair|no|none|double|small|medium|large)\b/iu;
const SIZE = /\bsize\b/i;
const LETTER_SIZE = /\b(?:XS|S|M|L|XL|XXL)\b/;
const TIME =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|today|tomorrow|yesterday|tonight|mornings?|noon|afternoons?|evenings?|nights?|midnight|breakfast|lunch|dinner|supper|weekends?|hours?|minutes?|days?|weeks?|months?|years?|spring|summer|autumn|fall|winter|christmas|easter|birthdays?|daily|weekly|monthly|ago|since|until|till|before|after|during|next|soon|when|every|always|often|never|late|early)\b/i;
const CAPITALISED = /(?<=^|[\s("“'‘])(?!I\b|I['’])\p{Lu}\p{L}+/gu;
const PERSON =
  /\b(?:mother|father|mum|mom|dad|parents?|sister|brother|wife|husband|partner|girlfriend|boyfriend|son|daughter|child|children|kids?|aunt|uncle|cousin|niece|nephew|grand\p{L}+|friends?|neighbou?rs?|boss|manager|colleagues?|doctor|dentist|landlord|landlady|teacher|plumber|nurse|man|woman|guy|people|team|family|he|she|they|him|her|them|his|their|by|with|someone|nobody)\b/iu;
const PLACE =
  /\b(?:in|at|on|under|behind|near|to|from|by|beside|next|above|below|inside|outside|opposite|between|around|into|home|here|there|upstairs|downstairs|abroad|street|road|house)\b/i;

/** The kind of answer an English question wants; null where its wording leaves that open. "When did ..." leaves it open: the day it was said may answer it. */
export function answerTypeOf(question: string): AnswerType | null {
  const asked = question.toLowerCase().replace(/[‘’ʼ]/g, "'");
  if (ASKS_NUMBER.test(asked)) return "number";
  if (ASKS_TIME.test(asked)) return "time";
  if (ASKS_PERSON.test(asked)) return "person";
  return ASKS_PLACE.test(asked) ? "place" : null;
}

/** Whether a text holds anything of the kind: generous, since a false no hides what is known. */
export function mayAnswer(question: string, text: string): boolean {
  switch (answerTypeOf(question)) {
    case "number":
      return NUMBER.test(text) || (SIZE.test(question) && LETTER_SIZE.test(text));
    case "time":
      return NUMBER.test(text) || TIME.test(text);
    case "person":
      return hasName(text) || PERSON.test(text);
    case "place":
      return PLACE.test(text) || hasName(text.replace(/^\S+/, ""));
    case null:
      return true;
  }
}

function hasName(text: string): boolean {
  for (const [word] of text.matchAll(CAPITALISED)) if (!STOP_WORDS.has(word.toLowerCase())) return true;
  return false;
}
