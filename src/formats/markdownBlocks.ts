import type { Span } from "./passages";

/** A block of Markdown as a slice of its text. `lead` is where its list mark stands, or its start. */
export type MarkdownBlock =
  | ({ kind: "heading"; level: number; title: string } & Span)
  | ({ kind: "paragraph" | "item" | "row" | "code"; lead: number } & Span);

interface Line extends Span {
  text: string;
}

/** A heading, a rule or the rule of a table is no longer; more would only be there to keep a regular expression busy. */
const LONGEST_MARKS = 1000;
const FENCE = /^[ \t]*(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/;
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const REFERENCE = /^ {0,3}\[[^\]\n]+\]:[ \t]/;

/** The blocks of a Markdown text from `from` on, in order: CommonMark's, as far as passages need them. Linear in the text. */
export function markdownBlocks(text: string, from = 0): MarkdownBlock[] {
  const lines = readLines(text, from);
  const blocks: MarkdownBlock[] = [];
  /** The paragraph or item that the next line may continue. */
  let open: (MarkdownBlock & { kind: "paragraph" | "item" }) | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as Line;
    const marks = line.text.length <= LONGEST_MARKS ? line.text : "";
    const heading = HEADING.exec(marks);
    const underline = UNDERLINE.exec(marks);
    const item = ITEM.exec(line.text);
    if (line.text.trim() === "" || REFERENCE.test(line.text)) open = null;
    else if (FENCE.test(line.text)) {
      const last = closeOf(lines, at);
      blocks.push({ kind: "code", start: line.start, end: lines[last]?.end ?? line.end, lead: line.start });
      [at, open] = [last, null];
    } else if (/^ {0,3}<!--/.test(line.text)) {
      while (at + 1 < lines.length && !lines[at]?.text.includes("-->")) at++;
      open = null;
    } else if (heading) {
      blocks.push({
        kind: "heading",
        level: heading[1]?.length ?? 1,
        title: plainTitle(heading[2] ?? ""),
        ...span(line),
      });
      open = null;
    } else if (underline && open?.kind === "paragraph") {
      const title = plainTitle(text.slice(open.start, open.end));
      blocks[blocks.length - 1] = { kind: "heading", level: underline[1]?.[0] === "=" ? 1 : 2, title, ...span(open) };
      open = null;
    } else if (RULE.test(marks)) open = null;
    else if (line.text.includes("|") && isTableRule(lines[at + 1])) {
      const last = tableEnd(lines, at);
      blocks.push({ kind: "row", start: line.start, end: lines[at + 1]?.end ?? line.end, lead: line.start });
      for (const row of lines.slice(at + 2, last + 1)) blocks.push({ kind: "row", ...span(row), lead: row.start });
      [at, open] = [last, null];
    } else if (item) {
      open = { kind: "item", start: line.start + item[0].length, end: line.end, lead: line.start };
      blocks.push(open);
    } else if (open) open.end = line.end;
    else {
      open = { kind: "paragraph", ...span(line), lead: line.start };
      blocks.push(open);
    }
  }
  return blocks;
}

function readLines(text: string, from: number): Line[] {
  const lines: Line[] = [];
  let start = from;
  for (const { index, 0: ending } of text.slice(from).matchAll(/\r\n|\r|\n|$/g)) {
    const end = from + index;
    lines.push({ start, end, text: text.slice(start, end) });
    start = end + ending.length;
  }
  return lines;
}

function span({ start, end }: Span): Span {
  return { start, end };
}

/** The line that closes the fence opened at `at`, or the last line. */
function closeOf(lines: readonly Line[], at: number): number {
  const mark = FENCE.exec(lines[at]?.text ?? "")?.[1] ?? "```";
  for (let next = at + 1; next < lines.length; next++) {
    const closing = lines[next]?.text.trim() ?? "";
    if (closing.length >= mark.length && closing === (mark[0] ?? "").repeat(closing.length)) return next;
  }
  return lines.length - 1;
}

function isTableRule(line: Line | undefined): boolean {
  const text = line?.text ?? "";
  return text.length <= LONGEST_MARKS && text.includes("-") && text.includes("|") && TABLE_RULE.test(text);
}

function tableEnd(lines: readonly Line[], at: number): number {
  let last = at + 1;
  while (lines[last + 1]?.text.includes("|")) last++;
  return last;
}

/** A heading's words without their marks. */
function plainTitle(title: string): string {
  return title
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`~]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}
