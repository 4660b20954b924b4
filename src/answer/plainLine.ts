/** What a reader does not see: zero-width spaces, tags, soft hyphens, marks that turn the direction of writing. */
const UNSEEN =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const CONTROL = /(?![\n\t])[\p{Cc}\u2028\u2029]/gu;
/** The beginning of anything in angle brackets that is a mark to somebody: "<|im_end|>", "</s>", "<start_of_turn>", "<think>". */
const OPENING_ANGLE = /[<＜](?=\s*(?:[|｜/!?<＜\p{L}_]|0x))/gu;
const CLOSING_ANGLE = /([|｜])(\s*)[>＞]/gu;
/** "[INST]", "[/INST]", "[TOOL_CALLS]". */
const SQUARE = /[[［](?=\s*\/?\s*(?:\p{Lu}[\p{Lu}_]{2,}|inst|sys|think)\s*[\]］])/gu;
/** The numbers of our own notes. */
const NUMBERED = /[[［]\s*(\p{N}{1,3})\s*[\]］]/gu;

/**
 * Words that came in, as data on one line of a prompt: also without anything that looks like the number of a note, so that
 * no line speaks for another.
 */
export function plainLine(text: string): string {
  return plainText(text).replace(NUMBERED, "($1)").replace(/\s+/gu, " ").trim();
}

/**
 * Words that came in, as data inside a prompt, with their lines: without what no reader sees, without control characters, and
 * without anything that a chat template (ChatML, Llama, Gemma, Phi, Mistral, DeepSeek) or our own fence would read as a mark.
 * Doing it twice changes nothing more.
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, "")
    .replace(CONTROL, " ")
    .replace(OPENING_ANGLE, "‹")
    .replace(CLOSING_ANGLE, "$1$2›")
    .replace(SQUARE, "(");
}
