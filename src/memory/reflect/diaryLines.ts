import type { DiaryLine, Memory } from "../model";

const WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const LONGEST_QUOTE = 160;

/** A small number as a word, a large one in digits. */
function countWord(count: number): string {
  return WORDS[count] ?? String(count);
}

/** The words in quotation marks; long ones cut after a word. */
function quote(text: string): string {
  if (text.length <= LONGEST_QUOTE) return `“${text}”`;
  const cut = text.slice(0, LONGEST_QUOTE).toWellFormed();
  return `“${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST_QUOTE / 2)).trimEnd()}…”`;
}

/** Tells that memories which say the same became one. */
export function foldLine(id: string, survivor: Memory, folded: readonly Memory[]): DiaryLine {
  const count = countWord(folded.length + 1);
  const others = [...new Set(folded.map((memory) => memory.text))].filter((text) => text !== survivor.text);
  return {
    id,
    text: `${count[0]?.toUpperCase()}${count.slice(1)} memories that say the same became one: ${quote(survivor.text)}`,
    detail: others.length === 0 ? "said in the same words" : `also said as ${others.map(quote).join(" and ")}`,
    memoryId: survivor.id,
    undone: false,
  };
}

/** Tells that memories were brought together as an insight. */
export function insightLine(id: string, insight: Memory, centre: Memory, grown: boolean): DiaryLine {
  const count = countWord(insight.derivedFrom.length);
  return {
    id,
    text: `Brought together ${count} memories around ${quote(centre.text)}`,
    detail: grown ? `an insight that grew to ${count} memories` : `insight from ${count} memories`,
    memoryId: insight.id,
    undone: false,
  };
}
