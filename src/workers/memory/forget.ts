import { planForget } from "../../memory/consolidate/planForget";
import { makeChange } from "../../memory/graph/makeChange";
import type { Change, GraphDiff, Memory, MemoryId, Passage, PassageId, SourceId } from "../../memory/model";
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
  const { changes } = planForget({
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
  return { changes: sourceId ? changes : [...changes, ...(await retitle(store, passages))] };
}

/** A chat is called by what was said first: where that is withheld, so is the title made of it. */
async function retitle(store: Store, passages: readonly Passage[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const chat of await store.all("chats")) {
    if (!passages.some((passage) => passage.sourceId === chat.sourceId && chatTitle(passage.text) === chat.title))
      continue;
    changes.push(makeChange("chats", chat, { ...chat, title: WITHHELD_TITLE }));
    const source = await store.get("sources", chat.sourceId);
    if (source?.title === chat.title) changes.push(makeChange("sources", source, { ...source, title: WITHHELD_TITLE }));
  }
  return changes;
}

const WITHHELD_TITLE = "Untitled chat";
const TITLE_LENGTH = 60;

/** What a chat is called: the first line of what was said first, cut at a word. */
export function chatTitle(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH).toWellFormed();
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), TITLE_LENGTH / 2)).trimEnd()}…`;
}
