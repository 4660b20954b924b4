import { decodeText } from "./decodeText";
import type { Format, ParsedPassage } from "./format";
import { type MarkdownBlock, markdownBlocks } from "./markdownBlocks";
import { groupSpans, LONGEST_PASSAGE, type Span, splitSentences, unwrap } from "./passages";
import { createSections } from "./sections";

/** List items share a passage only as far as they are short. */
const LONGEST_ITEMS = 160;
/** Longer code is cut at a line end. */
const LONGEST_CODE = 1200;

/** Markdown: passages of one to three sentences, a list item, a few rows or a block of code, verbatim, under their headings. */
export const markdown: Format = {
  name: "Markdown",
  recognise(bytes, name) {
    if (/\.(?:md|markdown|mdown|mkd)$/i.test(name)) return true;
    const head = new TextDecoder().decode(bytes.subarray(0, 16_384));
    if (/^\uFEFF?---\r?\n(?:[\w-]+:.*\r?\n)+---\r?\n/.test(head)) return true;
    return (head.match(/^#{1,6} \S.*\r?\n\r?\n/gm)?.length ?? 0) > 1;
  },
  read(bytes, name) {
    const content = decodeText(bytes);
    const front = readFrontMatter(content);
    const passages = readPassages(content, markdownBlocks(content, front.end));
    return { title: front.title || name, mediaType: "text/markdown", passages };
  },
};

function readFrontMatter(content: string): { title: string; end: number } {
  const front = /^---[ \t]*\r?\n([\s\S]{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(content);
  if (!front) return { title: "", end: 0 };
  const title = /^title:[ \t]*(.*?)[ \t]*$/m.exec(front[1] ?? "")?.[1] ?? "";
  return { title: title.replace(/^(["'])(.*)\1$/, "$2").trim(), end: front[0].length };
}

function readPassages(content: string, blocks: readonly MarkdownBlock[]): ParsedPassage[] {
  const passages: ParsedPassage[] = [];
  const sections = createSections();
  const push = (spans: readonly Span[], flows: boolean): void => {
    for (const { start, end } of spans) {
      const slice = content.slice(start, end);
      passages.push({ text: flows ? unwrap(slice) : slice, section: sections.path(), speaker: null, saidAt: null });
    }
  };
  for (let at = 0; at < blocks.length; ) {
    const block = blocks[at] as MarkdownBlock;
    const next = runEnd(content, blocks, at);
    if (block.kind === "heading") {
      sections.enter(block.level, block.title);
      const below = blocks[next];
      // A heading with nothing under it is all that there is to know.
      if ((below === undefined || (below.kind === "heading" && below.level <= block.level)) && block.title !== "") {
        sections.leave();
        push([block], false);
        sections.enter(block.level, block.title);
      }
    } else push(spansOf(content, blocks.slice(at, next)), block.kind === "paragraph" || block.kind === "item");
    at = next;
  }
  return passages;
}

/** Where the run that begins here ends: the items of a list with the line that leads into it, the rows of a table. */
function runEnd(content: string, blocks: readonly MarkdownBlock[], at: number): number {
  const first = blocks[at];
  let end = at + 1;
  const run = first?.kind === "paragraph" && leadsIn(content, first) ? "item" : first?.kind;
  if (run === "item" || run === "row") while (blocks[end]?.kind === run) end++;
  return end;
}

function leadsIn(content: string, { start, end }: Span): boolean {
  return content.slice(start, end).trimEnd().endsWith(":");
}

function spansOf(content: string, run: readonly MarkdownBlock[]): Span[] {
  const [first] = run;
  if (first?.kind === "row")
    return groupSpans(run.flatMap((row) => (isLong(row) ? splitSentences(content, row) : [row])));
  if (first?.kind === "code") return cutCode(content, first);
  if (run.length === 1 && first?.kind === "paragraph") return groupSpans(splitSentences(content, first));
  const spans: Span[] = [];
  for (const group of groupItems(run)) {
    const [item] = group;
    if (group.length > 1) spans.push({ start: item?.lead ?? 0, end: group.at(-1)?.end ?? 0 });
    else if (item) spans.push(...groupSpans(splitSentences(content, item)));
  }
  return spans;
}

function isLong({ start, end }: Span): boolean {
  return end - start > LONGEST_PASSAGE;
}

type ListBlock = MarkdownBlock & { lead: number };

function groupItems(run: readonly MarkdownBlock[]): ListBlock[][] {
  const groups: ListBlock[][] = [];
  for (const block of run) {
    if (block.kind === "heading") continue;
    const group = groups.at(-1);
    const start = group?.[0]?.lead ?? 0;
    if (group && group.length < 3 && block.end - start <= LONGEST_ITEMS) group.push(block);
    else groups.push([block]);
  }
  return groups;
}

function cutCode(content: string, block: Span): Span[] {
  const spans: Span[] = [];
  const end = block.start + content.slice(block.start, block.end).trimEnd().length;
  let { start } = block;
  while (end - start > LONGEST_CODE) {
    const line = content.lastIndexOf("\n", start + LONGEST_CODE);
    const cut = line > start ? line + 1 : start + LONGEST_CODE;
    spans.push({ start, end: line > start ? line : cut });
    start = cut;
  }
  return [...spans, { start, end }].filter((span) => content.slice(span.start, span.end).trim() !== "");
}
