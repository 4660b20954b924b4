/** As much of a DOM node as reading needs. */
export interface HtmlNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly firstChild: HtmlNode | null;
  readonly nextSibling: HtmlNode | null;
  readonly textContent: string | null;
  hasAttribute?(name: string): boolean;
}

/** A block of a page in plain words. */
export type HtmlBlock =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph" | "item" | "row" | "code"; text: string };

const ELEMENT = 1;
const TEXT = 3;
const names = (list: string): ReadonlySet<string> => new Set(list.toUpperCase().split(" "));
const SILENT = names(
  "script style noscript template head svg math iframe object embed canvas video audio select option button input " +
    "textarea dialog nav",
);
const BLOCKS = names(
  "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hr " +
    "html legend li main menu ol p pre section summary table tbody tfoot thead tr caption ul h1 h2 h3 h4 h5 h6",
);

/**
 * The words of a page, block by block: inline elements add no space, cells of a row stand between bars, scripts, styles
 * and controls leave nothing. Walks with a stack of its own, so that no page is nested too deeply. Linear in the page.
 */
export function htmlBlocks(root: HtmlNode): { blocks: HtmlBlock[]; depth: number } {
  const blocks: HtmlBlock[] = [];
  let kind: HtmlBlock["kind"] = "paragraph";
  let level = 0;
  let buffer = "";
  let code = 0;
  let row = 0;
  let depth = 0;

  const flush = (): void => {
    const text = code > 0 ? buffer.replace(/^\s*\n|\s+$/g, "") : tidy(buffer);
    buffer = "";
    if (text === "") return;
    blocks.push(kind === "heading" ? { kind, level, text } : { kind, text });
    if (kind !== "code") kind = "paragraph";
  };

  const enter = (name: string): void => {
    if (name === "BR") buffer += "\n";
    if ((name === "TD" || name === "TH") && tidy(buffer) !== "") buffer += " | ";
    if (!BLOCKS.has(name)) return;
    if (row > 0 && name !== "TR") {
      buffer += " ";
      return;
    }
    flush();
    if (name === "PRE") [code, kind] = [code + 1, "code"];
    else if (name === "TR") [row, kind] = [row + 1, "row"];
    else if (name === "LI") kind = "item";
    else if (/^H[1-6]$/.test(name)) [level, kind] = [Number(name[1]), "heading"];
  };

  const leave = (name: string): void => {
    if (!BLOCKS.has(name)) return;
    if (row > 0 && name !== "TR") {
      buffer += " ";
      return;
    }
    flush();
    if (name === "PRE") code -= 1;
    if (name === "TR") row -= 1;
    kind = code > 0 ? "code" : "paragraph";
  };

  const stack: { node: HtmlNode; next: HtmlNode | null }[] = [{ node: root, next: root.firstChild }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const node = top.next;
    top.next = node?.nextSibling ?? null;
    if (node === null) {
      stack.pop();
      leave(top.node.nodeName.toUpperCase());
    } else if (node.nodeType === TEXT) {
      buffer += code > 0 ? (node.textContent ?? "") : (node.textContent ?? "").replace(/\s+/g, " ");
    } else if (node.nodeType === ELEMENT && !isSilent(node)) {
      enter(node.nodeName.toUpperCase());
      stack.push({ node, next: node.firstChild });
      depth = Math.max(depth, stack.length);
    }
  }
  flush();
  return { blocks, depth };
}

function isSilent(node: HtmlNode): boolean {
  return SILENT.has(node.nodeName.toUpperCase()) || node.hasAttribute?.("hidden") === true;
}

/** One space between words, none around lines, no empty lines. */
export function tidy(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
  return lines
    .filter((line) => line !== "")
    .join("\n")
    .replace(/(?: \|)+$/, "");
}
