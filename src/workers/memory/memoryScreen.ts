import type { Memory, MemoryId, Passage, PassageId, Source } from "../../memory/model";
import type { Store } from "../../memory/ports";
import { fuseRanks } from "../../memory/recall/fuseRanks";
import type { MemoryIndex, RowChange } from "../../memory/recall/memoryIndex";
import type { MemoryApi, MemoryPage, MemoryQuery, MemoryRow } from "../memoryProtocol";

/** Memories looked at by each arm of a search. */
const DEPTH = 200;
/** Furthest a memory may stand from the query and still be found by meaning alone (cosine). */
const NEAR = 0.35;
const NEIGHBOURS = 2;

export interface MemoryScreenDeps {
  store: Store;
  index: MemoryIndex;
  embedQuestion(text: string, signal?: AbortSignal): Promise<Float32Array | null>;
}

/** Reads for the Memory screen and the passage panel. */
export function createMemoryScreen({ store, index, embedQuestion }: MemoryScreenDeps) {
  /** Every memory but forgotten ones: a fold over changes, so that typing a letter does not read the database. */
  const memories = new Map<string, Memory>();

  /** Ids by words (the last one may be unfinished) and by meaning, fused. */
  async function find(text: string, isWanted: (id: string) => boolean, signal?: AbortSignal): Promise<string[]> {
    const filter = (key: string) => key.startsWith("m:") && isWanted(key.slice(2));
    const byWords = index.words.search(text, { limit: DEPTH, prefix: true, filter }).map(([key]) => key);
    const vector = await embedQuestion(text, signal);
    const near = vector && index.vectors ? index.vectors.search(vector, { limit: DEPTH }) : [];
    const byMeaning = near
      .filter(([, cosine]) => cosine >= NEAR)
      .flatMap(([said]) => [...index.ownersOf(said)].filter(filter).sort());
    const scores = fuseRanks([ranks(byWords), ranks(byMeaning)]);
    return [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key.slice(2));
  }

  async function rowOf(memory: Memory): Promise<MemoryRow> {
    const titles = new Set<string>();
    for (const { passageId } of memory.evidence) {
      const passage = index.passage(passageId);
      const source = passage && index.source(passage.sourceId);
      if (source) titles.add(source.kind === "chat" ? "" : source.title);
      if (titles.size === 3) break;
    }
    return { memory, sources: [...titles] };
  }

  async function evidenceOf(memory: Memory): Promise<MemoryPage["evidence"]> {
    const passages = await store.getMany(
      "passages",
      memory.evidence.map((each) => each.passageId),
    );
    const sources = await sourcesOf(passages.filter((passage) => passage !== undefined));
    return memory.evidence.flatMap(({ start, end }, place) => {
      const passage = passages[place];
      const source = passage && sources.get(passage.sourceId);
      return passage?.status === "live" && source ? [{ passage, source, start, end }] : [];
    });
  }

  async function sourcesOf(passages: readonly Passage[]): Promise<Map<string, Source>> {
    const rows = await store.getMany("sources", [...new Set(passages.map((passage) => passage.sourceId))]);
    return new Map(rows.filter((row) => row !== undefined).map((row) => [row.id, row]));
  }

  return {
    apply(changes: Iterable<RowChange>): void {
      for (const { table, id, after } of changes) {
        if (table !== "memories") continue;
        const memory = after as Memory | null;
        if (memory && isShown(memory)) memories.set(id, memory);
        else memories.delete(id);
      }
    },

    async search(query: MemoryQuery, signal?: AbortSignal): Promise<{ total: number; rows: MemoryRow[] }> {
      const { text, showPast, kind, offset, limit } = query;
      const all = [...memories.values()].filter(
        (memory) => (showPast || memory.status === "current") && (kind === null || memory.kind === kind),
      );
      let found = all.sort((a, b) => b.learnedAt - a.learnedAt || (a.id < b.id ? -1 : 1));
      if (text.trim() !== "") {
        const byId = new Map(all.map((memory) => [memory.id as string, memory]));
        const ids = await find(text, (id) => byId.has(id), signal);
        // Archived and retired memories are in no index: they are found by the words themselves.
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        const shown = new Set(ids);
        const others = all.filter(
          (memory) =>
            memory.status !== "current" &&
            !shown.has(memory.id) &&
            words.every((word) => memory.text.toLowerCase().includes(word)),
        );
        found = [...ids.flatMap((id) => byId.get(id) ?? []), ...others];
      }
      return { total: found.length, rows: await Promise.all(found.slice(offset, offset + limit).map(rowOf)) };
    },

    async page(id: MemoryId): Promise<MemoryPage | null> {
      const memory = await store.get("memories", id);
      if (!memory || memory.status === "forgotten") return null;
      const parents = (await store.getMany("memories", memory.derivedFrom)).filter((row) => row !== undefined);
      const derived = await store.memoriesDerivedFrom([id]);
      const whole = memory.replacedBy ? await store.get("memories", memory.replacedBy) : undefined;
      const partOf = [...derived, ...(whole ? [whole] : [])];
      const links = await store.linksOf([id]);
      return {
        memory,
        evidence: await evidenceOf(memory),
        derivedFrom: parents.filter(isShown),
        partOf: partOf.filter(isShown),
        links,
        history: await historyOf(memory),
      };
    },

    async passage(id: PassageId): ReturnType<MemoryApi["passage"]> {
      const passage = await store.get("passages", id);
      const source = passage && (await store.get("sources", passage.sourceId));
      if (!passage || passage.status === "forgotten" || !source) return null;
      const all = (await store.passagesOf(source.id)).filter((each) => each.status === "live");
      const at = all.findIndex((each) => each.id === id);
      return {
        passage,
        source,
        before: all.slice(Math.max(0, at - NEIGHBOURS), at),
        after: all.slice(at + 1, at + 1 + NEIGHBOURS),
      };
    },
  };

  /** When it was learned, when it gained evidence, and how it ended. */
  async function historyOf(memory: Memory): Promise<MemoryPage["history"]> {
    const passages = await store.getMany(
      "passages",
      memory.evidence.map((each) => each.passageId),
    );
    const later = passages
      .flatMap((passage) => (passage?.saidAt && passage.saidAt > memory.learnedAt ? [passage.saidAt] : []))
      .map((at) => ({ at, text: "Said again" }));
    const ends = [
      ...(memory.validTo === null ? [] : [{ at: memory.validTo, text: "No longer true" }]),
      ...(memory.retiredAt === null ? [] : [{ at: memory.retiredAt, text: "Taken back" }]),
    ];
    return [...ends, ...later, { at: memory.learnedAt, text: "Learned" }].sort((a, b) => b.at - a.at);
  }
}

function isShown(memory: Memory): boolean {
  return memory.status !== "forgotten";
}

function ranks(keys: readonly string[]): Map<string, number> {
  return new Map(keys.map((key, place) => [key, place + 1]));
}
