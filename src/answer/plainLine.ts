/**
 * Words that came in, as data inside a prompt: on one line, without control characters, and without anything a chat
 * template or our own fence would read as a mark ("<|im_end|>", "</notes>").
 */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/gu, " ").trim();
}

/** The same with its lines kept. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]/gu, (mark) => (mark === "\n" ? "\n" : " "))
    .replace(/<(?=\s*[|/]|\s*notes|\s*s>)/gi, "‹")
    .replace(/\|\s*>/g, "|›");
}
