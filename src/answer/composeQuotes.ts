import type { Recalled } from "../memory/model";
import { mayAnswer } from "../memory/recall/answerType";
import { whoAndWhen } from "./whoAndWhen";

const MOST_QUOTES = 4;
const MOST_CHARACTERS = 1200;
/** A quote that only one arm found must stand this high in it. */
const HIGH = 3;
const INTRODUCTION = "From memory, word for word:";

/**
 * An answer without a language model, as Markdown: the best one to four lines as quotations, each with who said it and when.
 * Where the question wants a number, a time, a person or a place, lines that hold one leave out the others. The words are shown as
 * they are: what looks like Markdown in them is escaped.
 */
export function composeQuotes(recalled: readonly Recalled[], question: string): string {
  let room = MOST_CHARACTERS;
  const quotes: string[] = [];
  const fitting = recalled.filter((line) => mayAnswer(question, line.text));
  for (const line of fitting.length > 0 ? fitting : recalled) {
    if (quotes.length === MOST_QUOTES) break;
    if (quotes.length > 0 && (!isCertain(line) || line.text.length > room)) continue;
    room -= line.text.length;
    quotes.push(quote(line));
  }
  return quotes.length > 0 ? `${INTRODUCTION}\n\n${quotes.join("\n\n")}` : "";
}

function isCertain({ arms: { words, vectors } }: Recalled): boolean {
  if (words !== null && vectors !== null) return true;
  return (words ?? vectors ?? Number.POSITIVE_INFINITY) <= HIGH;
}

function quote(line: Recalled): string {
  const said = line.text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((row) => `> ${escapeMarkdown(row.trim())}`.trimEnd())
    .join("\n");
  // A title may have lines too: it must not end the quotation.
  const whose = whoAndWhen(line).replace(/\s+/gu, " ");
  return `${said}\n>\n> — ${escapeMarkdown(whose)}`;
}

/** Text that Markdown renders as it stands. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~&]/g, "\\$&")
    .replace(/^(\s*)([#+=-])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/, "$1\\$2");
}
