import { countWords } from "./countWords";
import { type Sentence, splitSentences } from "./splitSentences";

/**
 * ask: a question or a request. tell: a statement that may be kept. material: text handed over to be worked on, code or a
 * quotation. talk: greetings, thanks, interjections, suppositions, remarks about nothing named.
 */
export type SentenceIntent = "ask" | "tell" | "material" | "talk";

export interface IntentSentence extends Sentence {
  intent: SentenceIntent;
}

export interface Intent {
  sentences: IntentSentence[];
  /** Whether an answer is wanted. */
  asks: boolean;
  /** Whether something was told that may be kept. */
  tells: boolean;
}

const LEAD_IN =
  /^(?:(?:hi|hello|hey|ok|okay|so|well|anyway|oh|ah|um|uh|and|but|also|then|now|please|pls|sorry|thanks|thank you|thx|great|yes|yeah|yep|no|nope|right|alright|actually|btw|fyi|by the way|as i said|you know|one more thing|quick update|quick question|just so you know|just wondering|tbh|good (?:morning|afternoon|evening))(?:[\s,;:.!–—-]+|$))/i;
const CLOSERS = /(?:["”'’»)\]}\s]|\p{Extended_Pictographic}|\uFE0F|\u200D)+$/u;
const SUBJECT =
  "(?:i|you|we|he|she|it|they|there|this|that|these|those|my|our|your|his|her|their|its|the|any|anyone|anybody|someone|somebody|everyone|everything|anything)";
const PRONOUN = "(?:i|you|we|he|she|it|they|there|anyone|anybody|someone|everyone)";
const AUXILIARY =
  "(?:is|are|am|was|were|do|does|did|can|could|will|would|should|shall|may|might|must|has|have|had|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|can't|couldn't|won't|wouldn't|shouldn't|hasn't|haven't|hadn't)";

/** Matched against a sentence in lower case, straight apostrophes, lead-ins off. */
const ASKS: readonly RegExp[] = [
  new RegExp(`^(?:is|are|was|were|will|would|should|shall|can|could|isn't|aren't|wasn't|weren't) ${SUBJECT}\\b`),
  /^(?:does|doesn't) (?!not\b|it\b)/,
  new RegExp(`^${AUXILIARY} ${PRONOUN}\\b`),
  /^(?:(?:to|for|from|at|in|on|with|by|of) )?(?:what|who|whom|whose|which|how|why)(?:'s|'re|'d|'ll)?\b/,
  new RegExp(`^(?:when|where)(?:'s|'re|'d| ${AUXILIARY})\\b`),
  /^any (?:idea|ideas|news|advice|tips|suggestions|thoughts)\b/,
  /^(?:tell|show|give|send|help|teach|get|find|make|read) (?:me|us)\b/,
  /^remind (?:me|us)\b(?! to\b| that\b)/,
  /^(?:show|list|find|look up|look for|search|read out|count|sort|rank|name|write|draft|compose|create|generate|plan|outline|make|check|fix|correct|edit|review|suggest|calculate|convert|draw) (?:me\b|us\b|up\b|for\b|through\b|my\b|our\b|the\b|a\b|an\b|all\b|any\b|every\b|each\b|some\b|this\b|that\b|these\b|those\b|it\b|them\b|what\b|which\b|where\b|when\b|who\b|how\b|everything\b|everyone\b|two\b|three\b|four\b|five\b|ten\b|\d|something\b|another\b|possible\b)/,
  /^(?:summari[sz]e|explain|describe|translate|compare|contrast|rewrite|rephrase|paraphrase|shorten|proofread|recommend|define|brainstorm|pretend|act as|imagine you|elaborate|clarify|analy[sz]e)\b(?!:?\s*$)/,
  /^(?:forget|delete|erase|remove|don't (?:remember|store|keep)|do not (?:remember|store|keep)) /,
  /^i (?:need|want) you to\b|^i(?:'d| would) (?:like|love) (?:you to|to know|to hear)\b|^i (?:want|need) to know\b|^i(?:'m| am) (?:wondering|looking for information)\b|^i (?:was )?wonder(?:ed|ing)?\b/,
  /^(?:let me know|do tell|help)\b/,
  /^i (?:can't|cannot|don't|do not|couldn't) (?:remember|recall|think of|know) (?:what|when|where|who|whom|whose|which|how|why|if|whether)\b|^i(?:'ve)? (?:forgot|forgotten) (?:what|when|where|who|which|how|why|whether)\b/,
];

const SO_DO_I = new RegExp(`^(?:so|neither|nor) ${AUXILIARY} ${PRONOUN}[.!]*$`, "i");

const TELLS =
  /^(?:(?:can|could|will|would) you (?:please )?(?:remember|note|save|keep in mind)(?: that|[^:]{0,16}:)|(?:please )?(?:remember|note|keep in mind|bear in mind|don't forget|do not forget|make a note|save this|for the record|fyi|remind me (?=to|that))(?: this| that)?\b)[\s,:]*(?=\S)/i;

/** Openings that look like the questions above and are none: "what a day", "which is fine", "how we met is a story". */
const NO_QUESTION =
  /^(?:what an? |which (?:is|was|means|makes|reminds|i|we|he|she|they)\b|who knows\b|how (?:nice|lovely|sad|funny|strange|cute|sweet)\b|(?:what|how|why|who) (?:i|we|he|she|they|it|my|our)\b)/;

const INTERJECTION =
  "(?:thanks|thank you|thx|ty|many thanks|much appreciated|nice one|well done|congrats|congratulations|sorry|no worries|no problem|never mind|you're welcome|sounds good|got it|of course|for sure|makes sense|fair enough|good idea|good point|not sure|no idea|me too|same here|i see|i understand|i agree|i think so|i know|i guess|that's it|that's all|let's see|let's go|lol|haha+|wow|cool|nice|great|perfect|awesome|amazing|interesting|really|sure|right|exactly|yes|yeah|yep|no|nope|ok|okay|hmm+|ugh|oops|yay|please)";
const FILLER =
  "(?:so|very|much|a lot|again|for|that|this|your|the|help|then|to know|to hear|everyone|all|there|you|indeed|it|is|was|my friend|though|one)";

const TALK: readonly RegExp[] = [
  /^(?:hi|hello|hey|hiya|howdy|good (?:morning|afternoon|evening|night)|bye|goodbye|see you|see ya|talk (?:soon|later)|take care|cheers|welcome|greetings)\b(?:[\s,]+\p{L}+){0,2}$/u,
  new RegExp(`^${INTERJECTION}(?:[\\s,.!-]+(?:${INTERJECTION}|${FILLER}))*$`, "u"),
  /^(?:suppose|supposing|imagine|let's say|say i|what if|i wish|if only|ideally|hypothetically|in theory)\b/,
  /^if .*\b(?:would|could|might|were|had)\b|^if you\b/,
  /\b(?:would|could|might) (?:be|have been) (?:nice|great|good|fun|lovely|cool|better)\b/,
];
const REMARK =
  /^(?:that|this|it|these|those|they)(?:'s|'re|'ll be| is| are| was| were| will be| sounds?| looks?| seems?| feels?) /;
const CODE =
  /[{}]\s*$|^(?=.*[()=[\]<>]).*;\s*$|^\s*(?:import \S+ from\b|import [\w.]+;?$|#include\b|(?:const|let|var) \w+ =|def \w+\(|(?:async )?function \w*\(|class \w+\s*[({:])|^\s*[\w.[\]]+\s*[-+*/]?=\s*\S|^\s*[\w.]+\([^)]*\)\s*$|^\s*<\/?[a-z][^>]*>\s*$|^\s*(?:\$|>>>|sudo|npm (?:i|ci|install|run)|git (?:add|commit|push|pull|clone|checkout|status)|pip install) /;

/** Whether a line reads like program code rather than prose. */
export function isCode(line: string): boolean {
  return CODE.test(line);
}

/** Which sentences of a user's words ask and which tell. Linear in the text. */
export function intentOf(text: string): Intent {
  const sentences: IntentSentence[] = [];
  let handedOver = false;
  let isQuoted = false;
  let before = 0;
  for (const sentence of splitSentences(text)) {
    const between = text.slice(before, sentence.start);
    if (before === 0 || /[\n\r]/.test(between)) isQuoted = /(?:^|[\n\r])\s*>[^\n\r]*$/.test(between);
    before = sentence.end;
    const isMaterial = handedOver || isQuoted || isCode(sentence.text);
    const intent = isMaterial ? "material" : sentenceIntent(sentence.text);
    sentences.push({ ...sentence, intent });
    // "Summarise this:" and what follows is text to work on, not a statement.
    if (intent === "ask" && /[:：]$/.test(sentence.text)) handedOver = true;
  }
  return {
    sentences,
    asks: sentences.some(({ intent }) => intent === "ask"),
    tells: sentences.some(({ intent }) => intent === "tell"),
  };
}

function sentenceIntent(sentence: string): SentenceIntent {
  const said = sentence.replace(/[‘’ʼ]/g, "'").trim();
  const bare = stripLeadIns(said);
  const told = TELLS.exec(bare);
  if (told && (!isQuestionMarked(said) || /^\S+ you /i.test(bare))) return "tell";
  const lower = bare.toLowerCase();
  if (isQuestionMarked(said)) return "ask";
  if (SO_DO_I.test(said)) return "talk";
  if (!NO_QUESTION.test(lower) && ASKS.some((pattern) => pattern.test(lower))) return "ask";
  if (isTalk(said, lower)) return "talk";
  if (countWords(said) >= 3 || hasNumberOrName(said)) return "tell";
  // Two words without an end ("passport number") are a search; with one ("Feeling fine.") a remark.
  return /[\p{L}\p{M}\p{N}]$/u.test(said) ? "ask" : "talk";
}

function isQuestionMarked(said: string): boolean {
  const open = said.replace(CLOSERS, "");
  if (!/[?？؟⸮]\s*[!?！？]*$/u.test(open) && !(/[;\u037E]$/.test(open) && /\p{sc=Greek}/u.test(open))) return false;
  // He asked "why?" is no question: the mark stands inside a quotation that began after the first word.
  return !(/["”»]\s*$/.test(said) && /\S\s+["“«]/.test(said));
}

function stripLeadIns(said: string): string {
  let rest = said;
  for (;;) {
    const next = rest.replace(LEAD_IN, "");
    if (next === rest || !next) return rest;
    rest = next;
  }
}

function isTalk(said: string, bare: string): boolean {
  const words = withoutEnd(bare);
  const whole = withoutEnd(said.toLowerCase());
  if (TALK.some((pattern) => pattern.test(words) || pattern.test(whole))) return true;
  return !hasNumberOrName(said) && REMARK.test(words) && countWords(words) <= 5;
}

function withoutEnd(said: string): string {
  return said.replace(/[\s.,;:!…]+$/u, "");
}

/** Whether a sentence holds a number, or a word with a capital that is not its first. */
export function hasNumberOrName(said: string): boolean {
  return /\p{N}/u.test(said) || /\S\s+["“'‘(]?(?!I\b|I['’])\p{Lu}/u.test(said) || /^\p{Lu}{2,}\b/u.test(said);
}
