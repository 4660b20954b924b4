import type { Emphasis, Node, Parent, PhrasingContent, Root, RootContent, Text } from "mdast";
import type { Claim } from "../../../memory/model";

/** What stands in the tree for what bears on claim `claim`: an empty span with `data-claim`. */
function citation(claim: number): Emphasis {
  return { type: "emphasis", children: [], data: { hName: "span", hProperties: { dataClaim: String(claim) } } };
}

/** How words are marked that evidence does not support, or speaks against. */
type Mark = "dataUnsupported" | "dataAgainst";

/** What stands around such words: a span with `data-unsupported` or `data-against`. */
function marked(mark: Mark, children: PhrasingContent[]): Emphasis {
  return { type: "emphasis", children, data: { hName: "span", hProperties: { [mark]: "true" } } };
}

interface Leaf {
  node: RootContent;
  start: number;
  end: number;
  /** From the root down to the parent of the leaf. */
  path: Parent[];
}

/**
 * A remark plugin that puts what bears on a claim, for it or against it, right after its end, and, where `marking`, a line
 * under claims that evidence speaks against, or of which it says nothing.
 * Offsets of claims are UTF-16 positions in the Markdown; the tree's own positions say where they fall, so nothing is
 * written into the text.
 */
export function tieClaims({ claims, marking }: { claims: readonly Claim[]; marking: boolean }) {
  return (tree: Root, file: { toString(): string }): void => {
    const source = file.toString();
    const numbered = claims.map((claim, index) => ({ ...claim, index }));
    // From the end backwards, so that what was split does not move what is still to come.
    for (const claim of numbered.sort((a, b) => b.end - a.end)) {
      const against = claim.against !== undefined && claim.against.length > 0;
      const supported = claim.sources.length > 0;
      if (supported || against) putAfter(tree, source, claim.end, claim.index);
      if (!marking || (supported && !against)) continue;
      underline(tree, source, claim, against ? "dataAgainst" : "dataUnsupported");
    }
  };
}

function putAfter(tree: Root, source: string, end: number, claim: number): void {
  const leaf = leavesOf(tree)
    .filter((candidate) => candidate.start < end)
    .at(-1);
  if (!leaf) return;
  if (leaf.node.type === "text" && leaf.end > end) {
    const parent = leaf.path.at(-1);
    if (!parent) return;
    splitText(parent, leaf.node, source, end);
    insertAfter(parent, leaf.node, citation(claim));
    return;
  }
  let node: Node = leaf.node;
  let depth = leaf.path.length - 1;
  // A button cannot stand inside a link, and belongs after closing marks such as those of strong.
  while (
    depth > 0 &&
    isPhrasingParent(leaf.path[depth]) &&
    (isLink(leaf.path[depth]) || endOf(leaf.path[depth]) <= end)
  ) {
    node = leaf.path[depth] as Node;
    depth -= 1;
  }
  const parent = leaf.path[depth];
  if (!parent) return;
  const isBlock =
    leaf.node === node &&
    (leaf.node.type === "code" || leaf.node.type === "html" || leaf.node.type === "thematicBreak");
  insertAfter(parent, node, isBlock ? { type: "paragraph", children: [citation(claim)] } : citation(claim));
}

function underline(tree: Root, source: string, { start, end }: Claim, mark: Mark): void {
  for (const leaf of leavesOf(tree).reverse()) {
    if (leaf.end <= start || leaf.start >= end || leaf.node.type !== "text") continue;
    const parent = leaf.path.at(-1);
    if (!parent) continue;
    if (leaf.end > end) splitText(parent, leaf.node, source, end);
    const node = leaf.start < start ? splitText(parent, leaf.node, source, start) : leaf.node;
    if (!node || node.value.trim() === "") continue;
    parent.children.splice(parent.children.indexOf(node as never), 1, marked(mark, [node]) as never);
  }
}

/** Cuts a text node at a source offset: the node keeps what stands before it; returned is what follows, null where nothing does. */
function splitText(parent: Parent, node: Text, source: string, offset: number): Text | null {
  const start = node.position?.start;
  const end = node.position?.end;
  if (start?.offset === undefined || end?.offset === undefined) return null;
  const cut = valueOffset(source.slice(start.offset, end.offset), node.value, offset - start.offset);
  const middle = { line: start.line, column: start.column, offset };
  const rest: Text = { type: "text", value: node.value.slice(cut), position: { start: middle, end } };
  node.value = node.value.slice(0, cut);
  node.position = { start, end: middle };
  if (rest.value === "") return null;
  insertAfter(parent, node, rest);
  return rest;
}

/** How much of a text's value the first `length` characters of its source make: escapes and entities are longer there. */
function valueOffset(source: string, value: string, length: number): number {
  let at = 0;
  for (let i = 0; i < length && at < value.length; i += 1) if (source[i] === value[at]) at += 1;
  return at;
}

function insertAfter(parent: Parent, node: Node, added: RootContent): void {
  parent.children.splice(parent.children.indexOf(node as never) + 1, 0, added as never);
}

/** Everything without children that has a place in the source, in its order. */
function leavesOf(tree: Root): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (parent: Parent, path: Parent[]) => {
    for (const node of parent.children) {
      if ("children" in node) walk(node, [...path, node]);
      else if (node.position?.start.offset !== undefined && node.position.end.offset !== undefined) {
        leaves.push({ node, start: node.position.start.offset, end: node.position.end.offset, path });
      }
    }
  };
  walk(tree, [tree]);
  return leaves;
}

const PHRASING = new Set(["emphasis", "strong", "delete", "link", "linkReference"]);
const isPhrasingParent = (node: Node | undefined): boolean => node !== undefined && PHRASING.has(node.type);
const isLink = (node: Node | undefined): boolean => node?.type === "link" || node?.type === "linkReference";
const endOf = (node: Node | undefined): number => node?.position?.end.offset ?? Number.POSITIVE_INFINITY;
