import type { Candidate } from "../encode/encode";
import { compareEvidence } from "../graph/evidence";
import { makeChange } from "../graph/makeChange";
import type { Change, Evidence, GraphDiff, Memory, MemoryId, Trust } from "../model";
import type { Ids } from "../ports";
import { findFolded, oldestFirst } from "./findFolded";
import type { Repeated } from "./judgeRepeats";

/** Strength of a memory that was said once. */
export const FIRST_STRENGTH = 0.5;
/** Each further passage that says so takes this share of what is missing to 1. */
export const STRENGTH_GAIN = 0.3;

export interface ConsolidateContext {
  /**
   * The rows that `keysOf` asks for: current, past and archived memories with these textKeys, the memories that the archived
   * ones are replaced by, and memories with these ids whatever their status.
   */
  known: readonly Memory[];
  ids: Ids;
  /** Of the source that the candidates came from. */
  trust: Trust;
  now: number;
  /** When it was said, where known. */
  validFrom: number | null;
  /** By textKey, the memory that a candidate says again in other words, as `judgeRepeats` found; it is among `known`. */
  repeats?: ReadonlyMap<string, Repeated>;
}

/** The id of the memory that a slice of a passage gives: the same on every device. */
export function memoryIdOf({ passageId, start, end }: Evidence, ids: Ids): MemoryId {
  return ids.derive("memory", passageId, String(start), String(end)) as MemoryId;
}

/** What to look up in the store before `consolidate`. */
export function keysOf(candidates: readonly Candidate[], ids: Ids): { textKeys: string[]; memoryIds: MemoryId[] } {
  return {
    textKeys: [...new Set(candidates.map((candidate) => candidate.textKey))],
    memoryIds: [...new Set(candidates.map((candidate) => memoryIdOf(candidate.evidence, ids)))],
  };
}

/**
 * Candidates against what is known: the same statement from a source of the same trust is reinforced with the new evidence,
 * anything else is added. A statement of another tier stays a memory of its own: a web page that repeats the user's words
 * neither strengthens them nor draws their trust down. Works for one turn and for thousands of sentences of a file: at most
 * one change a memory, duplicates among the candidates included; doing it again changes nothing. O(candidates + known).
 *
 * A candidate that was judged to repeat a current memory in other words reinforces that one, and is kept beside it as
 * reflection keeps what it folds: archived in its favour, with its own words and evidence. So it can be shown, undone, and
 * comes back where the words it repeats are forgotten. Words that are kept so already reinforce both when they come again.
 */
export function consolidate(candidates: readonly Candidate[], context: ConsolidateContext): GraphDiff {
  const { known, ids, trust, now, validFrom, repeats } = context;
  const taken = new Set<string>(known.map((memory) => memory.id));
  const current = new Map<string, Gathering>();
  const folded = new Map<string, { into: Gathering; own: Gathering }>();
  const byId = new Map<MemoryId, Gathering>();
  for (const memory of [...known].sort(oldestFirst)) {
    if (memory.status !== "current" || memory.trust !== trust || current.has(memory.textKey)) continue;
    const held = gather(memory, memory);
    current.set(memory.textKey, held);
    byId.set(memory.id, held);
  }
  for (const [textKey, { own, into }] of findFolded(known, trust)) {
    const held = byId.get(into.id);
    if (held) folded.set(textKey, { into: held, own: gather(own, own) });
  }
  for (const candidate of candidates) {
    const held = current.get(candidate.textKey);
    if (held) {
      reinforceMutable(held, candidate.evidence);
      continue;
    }
    const again = folded.get(candidate.textKey);
    if (again) {
      reinforceMutable(again.into, candidate.evidence);
      reinforceMutable(again.own, candidate.evidence);
      continue;
    }
    const id = memoryIdOf(candidate.evidence, ids);
    // A row with this id that is not current was learned from these very words and changed since: it stays as it is.
    if (taken.has(id)) continue;
    taken.add(id);
    const added: Memory = {
      id,
      kind: candidate.kind,
      text: candidate.text,
      textKey: candidate.textKey,
      evidence: [candidate.evidence],
      derivedFrom: [],
      trust,
      strength: FIRST_STRENGTH,
      status: "current",
      validFrom,
      validTo: null,
      learnedAt: now,
      retiredAt: null,
      replacedBy: null,
    };
    const repeated = repeats?.get(candidate.textKey);
    const into = repeated && byId.get(repeated.id);
    // Judged was its text as it stood before the commit.
    if (into && into.first.textKey === repeated?.textKey) {
      reinforceMutable(into, candidate.evidence);
      const own = gather(null, { ...added, status: "archived", replacedBy: into.first.id });
      folded.set(candidate.textKey, { into, own });
    } else current.set(candidate.textKey, gather(null, added));
  }
  const foldings = [...folded.values()].flatMap(({ into, own }) => changeOf(own, into.first.id) ?? []);
  return { changes: [...current.values()].flatMap((gathering) => changeOf(gathering) ?? []).concat(foldings) };
}

/** A memory while it gathers evidence; written out as one change at the end. */
interface Gathering {
  before: Memory | null;
  first: Memory;
  evidence: Evidence[];
  strength: number;
  spans: Set<string>;
  passages: Set<string>;
}

function gather(before: Memory | null, first: Memory): Gathering {
  return {
    before,
    first,
    evidence: [...first.evidence],
    strength: first.strength,
    spans: new Set(first.evidence.map(spanOf)),
    passages: new Set(first.evidence.map(({ passageId }) => passageId)),
  };
}

/** A passage counts once for the strength, however often it says so. */
function reinforceMutable(held: Gathering, evidence: Evidence): void {
  if (held.spans.has(spanOf(evidence))) return;
  held.spans.add(spanOf(evidence));
  held.evidence.push(evidence);
  if (held.passages.has(evidence.passageId)) return;
  held.passages.add(evidence.passageId);
  held.strength += (1 - held.strength) * STRENGTH_GAIN;
}

/** `entry` names the memory whose Undo takes it back too. */
function changeOf({ before, first, evidence, strength }: Gathering, entry = first.id): Change | null {
  if (before && evidence.length === before.evidence.length) return null;
  const after = { ...first, evidence: evidence.sort(compareEvidence), strength };
  return makeChange("memories", before, after, entry);
}

function spanOf({ passageId, start, end }: Evidence): string {
  return `${passageId} ${start} ${end}`;
}
