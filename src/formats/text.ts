import { decodeText } from "./decodeText";
import type { Format, ParsedPassage } from "./format";
import { groupSpans, type Span, splitSentences, unwrap } from "./passages";

/** A "\\r" before "\\n" is no line end of its own. */
const BLANK_LINES = /(?:\r\n|\n|\r(?!\n))(?:[^\S\r\n]*(?:\r\n|\n|\r(?!\n)))+|\f/g;

/** Plain text: paragraphs between blank lines, in passages of one to three sentences, verbatim. */
export const text: Format = {
  name: "Plain text",
  recognise: () => true,
  read(bytes, name) {
    const content = decodeText(bytes);
    const passages = paragraphs(content).flatMap((paragraph) => groupSpans(splitSentences(content, paragraph)));
    return {
      title: name,
      mediaType: "text/plain",
      passages: passages.map(({ start, end }): ParsedPassage => {
        return { text: unwrap(content.slice(start, end)), section: "", speaker: null, saidAt: null };
      }),
    };
  },
};

function paragraphs(content: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const gap of content.matchAll(BLANK_LINES)) {
    spans.push({ start, end: gap.index });
    start = gap.index + gap[0].length;
  }
  return [...spans, { start, end: content.length }];
}
