import type { Ids } from "../ports";

/** A text in the form in which two that say the same are equal: NFKC, lower case, one space, no punctuation at the end. */
export function normalForm(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/[\s.,;:!?…。！？；،؛؟"')\]]+$/u, "");
}

/** Hash of the normal form: the `textKey` of a memory that says `text`. */
export function textKeyOf(text: string, ids: Ids): string {
  return ids.derive("statement", normalForm(text));
}
