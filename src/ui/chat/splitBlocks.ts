/** A run of Markdown that stands by itself, and where it begins in the whole. */
export interface MarkdownBlock {
  at: number;
  text: string;
}

/** Splits growing Markdown at blank lines outside code fences, so that finished blocks stay the same strings. */
export function splitBlocks(text: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let start = 0;
  let at = 0;
  let fence: string | null = null;
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && fence === null) fence = mark;
    else if (mark && fence !== null && mark.startsWith(fence)) fence = null;
    if (line.trim() === "" && fence === null) {
      if (at > start) blocks.push({ at: start, text: text.slice(start, at).trimEnd() });
      start = at + line.length + 1;
    }
    at += line.length + 1;
  }
  if (start < text.length) blocks.push({ at: start, text: text.slice(start) });
  return blocks.filter((block) => block.text !== "");
}
