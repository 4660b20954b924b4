import { contentStems } from "../../index/stems";
import type { Memory, MemoryId, Passage, PassageId, Recalled } from "../model";
import { mayAnswer } from "./answerType";
import { bears, closeness, type Signals } from "./bearing";
import type { MemoryIndex } from "./memoryIndex";
import { packLines } from "./packLines";
import { coverage, type Question, questionOf } from "./questionOf";
import { type Item, latestPassage, rankItems } from "./rankItems";
import { cosineOf, windowsOf } from "./windowsOf";

export interface RecallRequest {
  question: string;
  /** Unit vector of the question; null where there is no embedder yet: then words alone. */
  vector: Float32Array | null;
  /** Room for the lines, in tokens of 4 characters. */
  budgetTokens: number;
  /** Passages that are not evidence for this question: its own turn. */
  exclude?: ReadonlySet<PassageId>;
}

export interface Recall {
  /** Best first, numbered from 1. Empty only where nothing was found at all. */
  lines: Recalled[];
  /** False: nothing in memory bears on the question, `lines` are only what came nearest. */
  bears: boolean;
  /** The first three lines. */
  nearest: Recalled[];
  /** What decided `bears`: the best line's. */
  signals: Signals;
}

/** Items looked at: their passages are split into sentences, so this bounds the cost of a question. */
const ITEMS = 24;
const LINES = 10;
/** A line is left out where it stands this much further from the question than the closest one. */
const FURTHER_THAN_THE_BEST = 0.2;
const INSIGHT_LEADS = 0.05;
const NEAREST = 3;

/** A line before it has its number. */
export type Line = Omit<Recalled, "n"> & Signals;

/**
 * The evidence for a question, ranked, one line a statement, packed into the budget, and whether it bears on the question at
 * all. Pure and synchronous. O(word hits + vectors x dimension), then the sentences of 24 passages.
 */
export function recall(request: RecallRequest, index: MemoryIndex): Recall {
  const { vector, budgetTokens, exclude = new Set<PassageId>() } = request;
  const question = questionOf(request.question, index.words);
  const { items, surroundings } = rankItems({ question, vector, exclude }, index);
  const found = items.slice(0, ITEMS).flatMap((item) => linesOf(item, question, vector, index, exclude));
  const distinct = dropRepeated(found);
  const top = distinct.reduce<Line | null>(
    (held, line) => (held && closeness(held) >= closeness(line) ? held : line),
    null,
  );
  if (!top) return { lines: [], bears: false, nearest: [], signals: { cosine: null, coverage: 0, mayAnswer: false } };
  const floor = closeness(top) - FURTHER_THAN_THE_BEST;
  const near = distinct.filter((line) => closeness(line) >= floor).slice(0, LINES);
  const lines = packLines(insightsFirst(near, closeness(top)), budgetTokens).map(numbered);
  const { cosine, coverage: covered, mayAnswer: fits } = top;
  return {
    lines,
    bears: distinct.some((line) => bears(line, surroundings)),
    nearest: lines.slice(0, NEAREST),
    signals: { cosine, coverage: covered, mayAnswer: fits },
  };
}

function numbered({ cosine: _, coverage: __, mayAnswer: ___, ...line }: Line, at: number): Recalled {
  return { n: at + 1, ...line };
}

/** An insight says in one line what several passages say, so one that is nearly as close as the best line goes first. */
function insightsFirst(lines: readonly Line[], best: number): Line[] {
  const leads = (line: Line) => line.insight && closeness(line) >= best - INSIGHT_LEADS;
  return [...lines.filter(leads), ...lines.filter((line) => !leads(line))];
}

function linesOf(
  item: Item,
  question: Question,
  vector: Float32Array | null,
  index: MemoryIndex,
  exclude: ReadonlySet<PassageId>,
): Line[] {
  if (item.passageId === null) {
    const memory = item.memoryId === null ? undefined : index.memory(item.memoryId);
    const line = memory && ownLine(memory, item, index, exclude);
    if (!line) return [];
    return [
      {
        ...line,
        cosine: cosineOf(line.text, vector, index),
        coverage: coverage(question, line.text),
        mayAnswer: mayAnswer(question.text, line.text),
      },
    ];
  }
  const passage = index.passage(item.passageId);
  if (!passage) return [];
  return windowsOf(passage, question, vector, index).map((window) => ({
    ...lineOver(passage, window.start, window.end, item, index),
    cosine: window.cosine,
    coverage: window.coverage,
    mayAnswer: mayAnswer(question.text, window.text),
  }));
}

function lineOver(passage: Passage, start: number, end: number, item: Item, index: MemoryIndex): Omit<Recalled, "n"> {
  const memory = memoryOver(passage, start, end, index, item.memoryId);
  return {
    passageId: passage.id,
    memoryId: memory?.id ?? null,
    sourceId: passage.sourceId,
    sourceTitle: index.source(passage.sourceId)?.title ?? "",
    speaker: passage.speaker,
    saidAt: passage.saidAt,
    section: passage.section,
    text: passage.text.slice(start, end),
    start,
    end,
    insight: false,
    support: memory ? supportOf(memory) : 1,
    strength: memory?.strength ?? 0.5,
    arms: item.ranks,
  };
}

/** The current memory that rests on this slice: the one that led here, else the best supported. */
function memoryOver(
  passage: Passage,
  start: number,
  end: number,
  index: MemoryIndex,
  led: MemoryId | null,
): Memory | null {
  let best: Memory | null = null;
  for (const id of index.memoriesIn(passage.id)) {
    const memory = index.memory(id);
    if (memory?.status !== "current" || memory.kind === "insight") continue;
    const rests = memory.evidence.some((each) => each.passageId === passage.id && each.start < end && each.end > start);
    if (!rests) continue;
    if (id === led) return memory;
    const wins =
      !best || supportOf(memory) > supportOf(best) || (supportOf(memory) === supportOf(best) && id < best.id);
    if (wins) best = memory;
  }
  return best;
}

function supportOf(memory: Memory): number {
  return Math.max(1, new Set(memory.evidence.map(({ passageId }) => passageId)).size);
}

/** A memory that stands for itself shows its own words and opens on the evidence under it. */
function ownLine(
  memory: Memory,
  item: Item,
  index: MemoryIndex,
  exclude: ReadonlySet<PassageId>,
): Omit<Recalled, "n"> | null {
  const rests = restsOn(memory, index, exclude);
  const passage = rests && index.passage(rests);
  const span = memory.evidence.find((each) => each.passageId === rests);
  if (!passage) return null;
  return {
    passageId: passage.id,
    memoryId: memory.id,
    sourceId: passage.sourceId,
    sourceTitle: index.source(passage.sourceId)?.title ?? "",
    speaker: null,
    saidAt: null,
    section: "",
    text: memory.text,
    start: span?.start ?? 0,
    end: span?.end ?? passage.text.length,
    insight: true,
    support: Math.max(supportOf(memory), memory.derivedFrom.length),
    strength: memory.strength,
    arms: item.ranks,
  };
}

/** The passage at the end of a derivation chain, nearest first; null where all of it is withheld. */
function restsOn(memory: Memory, index: MemoryIndex, exclude: ReadonlySet<PassageId>): PassageId | null {
  const seen = new Set<MemoryId>();
  let level: MemoryId[] = [memory.id];
  while (level.length > 0) {
    const next: MemoryId[] = [];
    for (const id of level) {
      if (seen.has(id)) continue;
      seen.add(id);
      const held = index.memory(id);
      const passage = held && latestPassage(held, index, exclude);
      if (passage) return passage;
      next.push(...(held?.derivedFrom ?? []));
    }
    level = next;
  }
  return null;
}

const SAME = 0.9;

/** Of lines that say the same in nearly the same words the first stays, with the support of all of them. */
function dropRepeated(lines: readonly Line[]): Line[] {
  const kept: { line: Line; stems: Set<string> }[] = [];
  for (const line of lines) {
    const stems = new Set(contentStems(line.text));
    const twin = kept.find((each) => each.line.insight === line.insight && isSame(each.stems, stems, each.line, line));
    if (!twin) kept.push({ line, stems });
    else if (twin.line.memoryId !== line.memoryId || line.memoryId === null)
      twin.line = { ...twin.line, support: twin.line.support + line.support };
  }
  return kept.map(({ line }) => line);
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>, one: Line, other: Line): boolean {
  if (one.passageId === other.passageId && one.start < other.end && other.start < one.end) return true;
  if (a.size === 0 && b.size === 0) return one.text === other.text;
  let shared = 0;
  for (const each of a) if (b.has(each)) shared++;
  return shared / (a.size + b.size - shared) >= SAME;
}
