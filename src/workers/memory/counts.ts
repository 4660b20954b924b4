import { countWords } from "../../memory/encode/countWords";
import type { Memory, Passage, Source } from "../../memory/model";
import type { RowChange } from "../../memory/recall/memoryIndex";
import type { Overview } from "../memoryProtocol";

type Counted = Pick<Overview, "memories" | "sources" | "wordsIn" | "wordsHeld">;

/** The figures of the rail and the Reflection screen: a fold over changes, so that nobody walks the store for them. */
export function createCounts() {
  const memories = new Map<string, number>();
  const passages = new Map<string, number>();
  const sources = new Set<string>();
  let wordsIn = 0;
  let wordsHeld = 0;

  function put(words: Map<string, number>, id: string, text: string | null): number {
    const before = words.get(id) ?? 0;
    const after = text === null ? 0 : countWords(text);
    if (text === null) words.delete(id);
    else words.set(id, after);
    return after - before;
  }

  return {
    apply(changes: Iterable<RowChange>): void {
      for (const { table, id, after } of changes) {
        if (table === "memories") {
          const memory = after as Memory | null;
          wordsHeld += put(memories, id, memory?.status === "current" ? memory.text : null);
        } else if (table === "passages") {
          const passage = after as Passage | null;
          const counts = passage?.status === "live" && passage.speaker !== "assistant";
          wordsIn += put(passages, id, counts ? passage.text : null);
        } else if (table === "sources") {
          const source = after as Source | null;
          if (source && source.kind !== "chat" && source.status !== "forgotten") sources.add(id);
          else sources.delete(id);
        }
      }
    },
    read: (): Counted => ({ memories: memories.size, sources: sources.size, wordsIn, wordsHeld }),
  };
}
