import type { Evidence, MemoryKind, Passage } from "../model";
import type { Ids } from "../ports";
import { countWords } from "./countWords";
import { hasNumberOrName, intentOf, isCode } from "./intentOf";
import { normalForm, textKeyOf } from "./normalForm";
import { type Sentence, splitSentences } from "./splitSentences";

/** A statement that a passage makes, not yet held against the store. */
export interface Candidate {
  kind: MemoryKind;
  /** The passage's own words: passage.text.slice(evidence.start, evidence.end). */
  text: string;
  textKey: string;
  evidence: Evidence;
}

const PREFERENCE =
  /^(?:(?:and|but|so|also|well|ok|oh),? )*(?:i(?:'ve| have)? (?:really |absolutely |always |just |do )?(?:love|like|loved|adore|prefer|enjoy|hate|dislike|detest|can't stand|cannot stand|don't like|do not like)|my favou?rite)\b/;
const EPISODE = /\b(?:yesterday|last night|this morning|this afternoon|earlier today)\b/;
const FIRST_PERSON = /^(?:i|we|my|our)\b/;

/**
 * What a passage states: the telling sentences of the user's own turns, and the sentences of a document's own voice that
 * are more than a heading. An assistant's words and those of other named people give nothing here: what they say is not
 * what the user says. Linear in the text.
 */
export function encode(passage: Pick<Passage, "id" | "text" | "speaker">, { ids }: { ids: Ids }): Candidate[] {
  const candidates: Candidate[] = [];
  const said = new Set<string>();
  for (const { start, end, text } of statements(passage)) {
    if (!normalForm(text)) continue;
    const textKey = textKeyOf(text, ids);
    if (said.has(textKey)) continue;
    said.add(textKey);
    const kind = passage.speaker === "user" ? kindOf(text) : "fact";
    candidates.push({ kind, text, textKey, evidence: { passageId: passage.id, start, end } });
  }
  return candidates;
}

function statements({ text, speaker }: Pick<Passage, "text" | "speaker">): Sentence[] {
  if (speaker === "user")
    return intentOf(text).sentences.filter((sentence) => sentence.intent === "tell" && isEnough(sentence.text));
  if (speaker === null) return splitSentences(text).filter((sentence) => isStatement(sentence.text));
  return [];
}

function isEnough(sentence: string): boolean {
  return countWords(sentence) >= 3 || hasNumberOrName(sentence);
}

function isStatement(sentence: string): boolean {
  if (/[?？؟]["”’)\]]*$/u.test(sentence) || isCode(sentence)) return false;
  return countWords(sentence) >= 4 || (/\p{N}/u.test(sentence) && /\p{L}/u.test(sentence));
}

/** Only what the wording makes certain; everything else is a fact. */
function kindOf(text: string): MemoryKind {
  const said = text.toLowerCase().replace(/[‘’ʼ]/g, "'");
  if (PREFERENCE.test(said)) return "preference";
  return EPISODE.test(said) && FIRST_PERSON.test(said) ? "episode" : "fact";
}
