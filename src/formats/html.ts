import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom/worker";
import { decodeText } from "./decodeText";
import { type Format, type ParsedPassage, UnreadableFile } from "./format";
import { type HtmlBlock, type HtmlNode, htmlBlocks, tidy } from "./htmlBlocks";
import { groupSpans, LONGEST_PASSAGE, splitSentences } from "./passages";
import { createSections } from "./sections";

/** A larger page, or one nested deeper, is read whole: Readability's time grows with the square of the depth and more. */
const MOST_ELEMENTS = 20_000;
const DEEPEST = 100;
/** An article with less of the page's words than this share is a wrong guess. */
const LEAST_SHARE = 0.25;
const LONGEST_GROUP = 200;
const START = /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i;
const CHARSET = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i;

/** As much of linkedom's document as reading needs: workers have no type for it. */
interface Page extends HtmlNode {
  readonly title: string;
}

/**
 * HTML: the words of the article, else of the page, under their headings. Parsed by a library that has no browser behind
 * it: nothing in the page runs, loads or is kept, but its words.
 */
export const html: Format = {
  name: "HTML",
  recognise(bytes, name) {
    const head = new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-8").decode(bytes.subarray(0, 4096));
    return START.test(head) || (/\.x?html?$/i.test(name) && /<[a-z!][^<]*>/i.test(head));
  },
  read(bytes, name) {
    const declared = CHARSET.exec(new TextDecoder("latin1").decode(bytes.subarray(0, 2048)))?.[1];
    const source = decodeText(bytes, declared);
    // A page may leave out its root: the parser would take the first element for it. A doctype ends what it stands in.
    const rooted = /<html\b/i.test(source);
    const page = rooted ? source : `<html><body>${source.replace(/<!doctype[^>]*>/gi, "")}</body></html>`;
    const document = parseHTML(page).document as unknown as Page;
    const title = tidy(document.title);
    const whole = htmlBlocks(document);
    const article = whole.depth <= DEEPEST ? articleOf(document, whole.blocks) : null;
    const passages = toPassages(article ?? whole.blocks);
    if (passages.length === 0) throw new UnreadableFile("There are no words on this page.");
    return { title: title === "" ? name : title, mediaType: "text/html", passages };
  },
};

/** The blocks of the page's article, where it has one; takes the document apart. */
function articleOf(document: Page, whole: readonly HtmlBlock[]): HtmlBlock[] | null {
  const length = (blocks: readonly HtmlBlock[]) => blocks.reduce((sum, block) => sum + block.text.length, 0);
  try {
    const reader = new Readability<HtmlNode>(document as never, {
      maxElemsToParse: MOST_ELEMENTS,
      disableJSONLD: true,
      serializer: (node: unknown) => node as HtmlNode,
    });
    const content = reader.parse()?.content;
    const blocks = content ? htmlBlocks(content).blocks : [];
    return length(blocks) >= LEAST_SHARE * length(whole) ? blocks : null;
  } catch {
    // Too many elements, or a page that Readability stumbles over: the page as a whole is still there.
    return null;
  }
}

function toPassages(blocks: readonly HtmlBlock[]): ParsedPassage[] {
  const passages: ParsedPassage[] = [];
  const sections = createSections();
  for (const block of joinShort(blocks)) {
    if (block.kind === "heading") sections.enter(block.level, block.text.replaceAll("\n", " "));
    else {
      const whole = block.kind === "row" && block.text.length <= LONGEST_PASSAGE;
      const spans = whole ? [{ start: 0, end: block.text.length }] : groupSpans(splitSentences(block.text));
      for (const { start, end } of spans) {
        passages.push({ text: block.text.slice(start, end), section: sections.path(), speaker: null, saidAt: null });
      }
    }
  }
  return passages;
}

/** Up to three short items of a list, or rows of a table, share a block: alone they say too little. */
function joinShort(blocks: readonly HtmlBlock[]): HtmlBlock[] {
  const joined: HtmlBlock[] = [];
  let count = 0;
  for (const block of blocks) {
    const last = joined.at(-1);
    const goesOn = last && last.kind === block.kind && (block.kind === "item" || block.kind === "row");
    count = goesOn && count < 3 && last.text.length + block.text.length < LONGEST_GROUP ? count + 1 : 1;
    if (last && count > 1) last.text += `\n${block.text}`;
    else joined.push({ ...block });
  }
  return joined;
}
