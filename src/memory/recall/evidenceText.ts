import { intentOf } from "../encode/intentOf";
import { type Sentence, splitSentences } from "../encode/splitSentences";
import type { Passage } from "../model";

type Said = Pick<Passage, "text" | "speaker">;

/**
 * The sentences of a passage that may be evidence: the user's statements and what the user handed over, never the user's
 * questions or greetings; all of a document's or another person's; none of an assistant's.
 */
export function evidenceSentences({ text, speaker }: Said): Sentence[] {
  if (speaker === "assistant") return [];
  if (speaker !== "user") return splitSentences(text);
  return intentOf(text).sentences.filter(({ intent }) => intent === "tell" || intent === "material");
}

/** The same as one text: what is found by words and by meaning. "" where the passage is no evidence. */
export function evidenceText(passage: Said): string {
  const { text, speaker } = passage;
  if (speaker === "assistant") return "";
  if (speaker !== "user") return text.trim();
  const { sentences } = intentOf(text);
  const telling = sentences.filter(({ intent }) => intent === "tell" || intent === "material");
  // All of it is evidence, or it holds no sentence at all (code): then it stays whole.
  if (telling.length === sentences.length) return text.trim();
  return telling.map((sentence) => sentence.text).join(" ");
}
