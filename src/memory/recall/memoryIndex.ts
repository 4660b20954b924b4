import { createVectorIndex, type VectorIndex } from "../../index/vectors";
import { createWordIndex, type WordIndex } from "../../index/words";
import type { Change, Memory, MemoryId, Passage, PassageId, Source } from "../model";
import { evidenceText } from "./evidenceText";

/** A row as it stands after a change; null where it is gone. An op is one, and so is a row that is loaded. */
export type RowChange = Pick<Change, "table" | "id" | "after">;

/**
 * What recall looks into: live passages and memories by their words and by their meaning. A fold over ops: the same
 * changes give the same index in every tab, in whatever order rows come.
 *
 *     op -> apply -> words   p:<passage>  own words + half those of the passage before it
 *                            m:<memory>   own words
 *                    owners  text -> keys that say it     setVector(text) -> vectors by text
 *
 * Passages are evidence unless an assistant said them or the user only asked or greeted in them.
 */
export interface MemoryIndex {
  readonly words: WordIndex;
  /** Null until `startVectors`. Keyed by the text itself: a passage and its memory often share one. */
  readonly vectors: VectorIndex | null;
  /** O(words of the rows that changed). Rows of tables that recall does not read are passed over. */
  apply(changes: Iterable<RowChange>): void;
  /** Drops every vector: a new model's are of another kind. Call it once the embedder is known. */
  startVectors(dimension: number): void;
  /** Gives a text its vector; false where no live row says that text any more, or vectors were not started. */
  setVector(text: string, vector: Float32Array): boolean;
  /** Texts that live rows say, each once. */
  texts(): IterableIterator<string>;
  /** Texts that have no vector yet. O(1). */
  readonly unindexed: number;
  /** Up to `limit` of them, those that came last first: what was just said is asked for next. O(limit) as they are done. */
  missing(limit: number): string[];
  /** Keys (p:<id>, m:<id>) of the live rows that say a text. */
  ownersOf(text: string): ReadonlySet<string>;
  source(id: string): Source | undefined;
  /** Live passages that are evidence. */
  passage(id: string): Passage | undefined;
  /** Current and past memories. */
  memory(id: string): Memory | undefined;
  memoriesIn(passageId: PassageId): ReadonlySet<MemoryId>;
}

const NO_KEYS: ReadonlySet<never> = new Set();

/** An empty index; `apply` loads it. */
export function createMemoryIndex(): MemoryIndex {
  const words = createWordIndex();
  let vectors: VectorIndex | null = null;
  const sources = new Map<string, Source>();
  /** Live passages of any speaker, and those of them that are evidence. */
  const live = new Map<string, Passage>();
  const evidence = new Set<string>();
  const memories = new Map<string, Memory>();
  /** Live passages by source and ordinal, for the passage before. */
  const places = new Map<string, Passage>();
  const memoriesOf = new Map<PassageId, Set<MemoryId>>();
  const owners = new Map<string, Set<string>>();
  const textOf = new Map<string, string>();
  const missing = new Set<string>();
  /** `missing` in the order it came, with texts that are missing no longer until they are at the end. */
  const waiting: string[] = [];

  function miss(text: string): void {
    if (vectors?.has(text) || missing.has(text)) return;
    missing.add(text);
    waiting.push(text);
  }

  function say(key: string, text: string): void {
    if (textOf.get(key) === text) return;
    unsay(key);
    textOf.set(key, text);
    const keys = owners.get(text);
    if (keys) keys.add(key);
    else owners.set(text, new Set([key]));
    miss(text);
  }

  function unsay(key: string): void {
    const text = textOf.get(key);
    if (text === undefined) return;
    textOf.delete(key);
    const keys = owners.get(text);
    keys?.delete(key);
    if (keys?.size) return;
    owners.delete(text);
    missing.delete(text);
    vectors?.remove(text);
  }

  function indexPassage(passage: Passage): void {
    const key = `p:${passage.id}`;
    const own = evidenceText(passage);
    if (own === "") {
      unindexPassage(passage.id);
      return;
    }
    evidence.add(passage.id);
    words.add(key, { own, before: neighbourText(places.get(placeOf(passage, -1))) });
    say(key, textToEmbed(own));
  }

  function unindexPassage(id: string): void {
    evidence.delete(id);
    words.remove(`p:${id}`);
    unsay(`p:${id}`);
  }

  function changePassage(id: string, after: Passage | null): void {
    const before = live.get(id);
    if (before && places.get(placeOf(before, 0))?.id === id) places.delete(placeOf(before, 0));
    if (after?.status === "live") {
      live.set(id, after);
      places.set(placeOf(after, 0), after);
      indexPassage(after);
    } else {
      live.delete(id);
      unindexPassage(id);
    }
    for (const changed of [before, live.get(id)]) {
      const next = changed && places.get(placeOf(changed, 1));
      if (next && evidence.has(next.id)) indexPassage(next);
    }
  }

  function changeMemory(id: MemoryId, after: Memory | null): void {
    for (const { passageId } of memories.get(id)?.evidence ?? []) memoriesOf.get(passageId)?.delete(id);
    const key = `m:${id}`;
    if (!after || (after.status !== "current" && after.status !== "past")) {
      memories.delete(id);
      words.remove(key);
      unsay(key);
      return;
    }
    const known = memories.get(id);
    memories.set(id, after);
    for (const { passageId } of after.evidence) {
      const there = memoriesOf.get(passageId);
      if (there) there.add(id);
      else memoriesOf.set(passageId, new Set([id]));
    }
    if (known?.text !== after.text || !words.has(key)) words.add(key, { own: after.text, before: "" });
    say(key, textToEmbed(after.text));
  }

  return {
    words,
    get vectors() {
      return vectors;
    },
    apply(changes) {
      for (const change of changes) {
        if (change.table === "passages") changePassage(change.id, change.after as Passage | null);
        else if (change.table === "memories") changeMemory(change.id as MemoryId, change.after as Memory | null);
        else if (change.table === "sources") {
          if (change.after) sources.set(change.id, change.after as Source);
          else sources.delete(change.id);
        }
      }
    },
    startVectors(dimension) {
      vectors = createVectorIndex(dimension);
      missing.clear();
      waiting.length = 0;
      for (const text of owners.keys()) miss(text);
    },
    setVector(text, vector) {
      if (!vectors || !owners.has(text)) return false;
      vectors.add(text, vector);
      missing.delete(text);
      return true;
    },
    texts: () => owners.keys(),
    get unindexed() {
      return missing.size;
    },
    missing(limit) {
      while (waiting.length > 0 && !missing.has(waiting.at(-1) as string)) waiting.pop();
      const found = new Set<string>();
      for (let at = waiting.length - 1; at >= 0 && found.size < limit; at--) {
        const text = waiting[at] as string;
        if (missing.has(text)) found.add(text);
      }
      return [...found];
    },
    ownersOf: (text) => owners.get(text) ?? NO_KEYS,
    source: (id) => sources.get(id),
    passage: (id) => (evidence.has(id) ? live.get(id) : undefined),
    memory: (id) => memories.get(id),
    memoriesIn: (passageId) => memoriesOf.get(passageId) ?? NO_KEYS,
  };
}

function placeOf({ sourceId, ordinal }: Passage, offset: number): string {
  return `${sourceId} ${ordinal + offset}`;
}

/** What stands before a passage helps to find it, unless it is an assistant's or the user's own question. */
function neighbourText(passage: Passage | undefined): string {
  if (!passage || passage.speaker === "assistant") return "";
  return passage.speaker === "user" ? evidenceText(passage) : passage.text;
}

/** The embedder reads about 250 words: longer passages are known by their beginning, and by their memories. */
const EMBEDDED_LENGTH = 1000;

/** What of a text is embedded: its first 1,000 characters, cut at a space. */
export function textToEmbed(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length <= EMBEDDED_LENGTH) return trimmed;
  const space = trimmed.slice(0, EMBEDDED_LENGTH).search(/\s\S*$/);
  if (space > EMBEDDED_LENGTH / 2) return trimmed.slice(0, space).trim();
  return trimmed.slice(
    0,
    /[\uD800-\uDBFF]/.test(trimmed.charAt(EMBEDDED_LENGTH - 1)) ? EMBEDDED_LENGTH - 1 : EMBEDDED_LENGTH,
  );
}
