import { planForget } from "../../memory/consolidate/planForget";
import type { GraphDiff, Memory, MemoryId, Passage, PassageId, SourceId } from "../../memory/model";
import type { Store } from "../../memory/ports";

/** Everything derived from these memories, at any depth. */
async function derivedFrom(store: Store, ids: readonly MemoryId[]): Promise<Memory[]> {
  const found = new Map<MemoryId, Memory>();
  for (let next = [...ids]; next.length > 0; ) {
    const derived = (await store.memoriesDerivedFrom(next)).filter((memory) => !found.has(memory.id));
    for (const memory of derived) found.set(memory.id, memory);
    next = derived.map((memory) => memory.id);
  }
  return [...found.values()];
}

/** Withholds passages with all that rests on them alone; with a source, the source too. */
export async function forgetPassages(
  store: Store,
  passages: readonly Passage[],
  sourceId: SourceId | null,
): Promise<GraphDiff> {
  const withheld = new Set(passages.map((passage) => passage.id));
  const memories = await store.memoriesOfPassages([...withheld]);
  const others = new Set<PassageId>(
    memories.flatMap((memory) => memory.evidence.map((each) => each.passageId)).filter((id) => !withheld.has(id)),
  );
  const kept = (await store.getMany("passages", [...others])).filter((passage) => passage?.status === "live");
  const folded = await store.memoriesReplacedBy(memories.map((memory) => memory.id));
  const source = sourceId ? ((await store.get("sources", sourceId)) ?? null) : null;
  return planForget({
    source,
    passages,
    memories,
    kept: kept.filter((passage) => passage !== undefined),
    folded,
    derived: await derivedFrom(
      store,
      memories.map((memory) => memory.id),
    ),
  });
}
