import { normalForm } from "../encode/normalForm";
import type { Change, GraphDiff, Memory, MemoryId, Passage, PassageId, Source } from "../model";

/** What a wish to forget touches: the passages to withhold, and everything that may rest on them. */
export interface ForgetView {
  /** Set when a whole source is forgotten. */
  source: Source | null;
  passages: readonly Passage[];
  /** Memories, of any status, with evidence in any of the passages. */
  memories: readonly Memory[];
  /** Passages that are not to be forgotten and that those memories also rest on. */
  kept: readonly Passage[];
  /** Memories folded into those (replacedBy names one of them). */
  folded: readonly Memory[];
  /** Memories derived, at any depth, from those. */
  derived: readonly Memory[];
}

/**
 * Withholds the passages and what was derived from them alone.
 *
 * A memory that other passages also say in its words keeps those. One whose words stood only in what is forgotten goes,
 * and near-duplicates that had been folded into it come back on their own evidence. A memory derived from several keeps
 * the rest, unless it repeats forgotten words or fewer than two are left.
 */
export function planForget(view: ForgetView): GraphDiff {
  const withheld = new Set<PassageId>(view.passages.map((passage) => passage.id));
  const kept = new Map(view.kept.map((passage) => [passage.id, passage]));
  const gone = new Map<MemoryId, Memory>();
  const after = new Map<MemoryId, { before: Memory; after: Memory }>();
  const change = (before: Memory, fields: Partial<Memory>) =>
    after.set(before.id, { before, after: { ...(after.get(before.id)?.after ?? before), ...fields } });

  for (const memory of view.memories) {
    if (memory.status === "forgotten") continue;
    const evidence = memory.evidence.filter((each) => !withheld.has(each.passageId));
    if (evidence.length === memory.evidence.length) continue;
    if (evidence.some((each) => says(kept.get(each.passageId), memory.text))) change(memory, { evidence });
    else {
      gone.set(memory.id, memory);
      change(memory, { status: "forgotten" });
    }
  }
  for (const memory of view.folded) {
    const rests = memory.status === "archived" && memory.replacedBy !== null && gone.has(memory.replacedBy);
    if (rests && !gone.has(memory.id)) change(memory, { status: "current", replacedBy: null });
  }
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const memory of view.derived) {
      if (memory.status === "forgotten" || gone.has(memory.id)) continue;
      const left = memory.derivedFrom.filter((id) => !gone.has(id));
      if (left.length === memory.derivedFrom.length) continue;
      // An insight quotes a member word for word: the quote goes with the member.
      const repeats = memory.derivedFrom.some((id) => gone.has(id) && says(memory, gone.get(id)?.text ?? ""));
      if (left.length < 2 || repeats) {
        gone.set(memory.id, memory);
        change(memory, { status: "forgotten" });
      } else change(memory, { derivedFrom: left });
    }
  }

  const changes: Change[] = [];
  if (view.source && view.source.status !== "forgotten") {
    const before = view.source;
    changes.push({ table: "sources", id: before.id, before, after: { ...before, status: "forgotten" }, entry: null });
  }
  for (const before of view.passages) {
    if (before.status === "forgotten") continue;
    changes.push({ table: "passages", id: before.id, before, after: { ...before, status: "forgotten" }, entry: null });
  }
  for (const [id, pair] of after) changes.push({ table: "memories", id, ...pair, entry: null });
  return { changes };
}

/** By normal form, as statements are told apart when they are learned. */
function says(holder: { text: string } | undefined, words: string): boolean {
  return holder !== undefined && normalForm(holder.text).includes(normalForm(words));
}
