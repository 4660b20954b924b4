import { makeChange } from "../../memory/graph/makeChange";
import type { Change, Memory, MemoryId, Passage, PassageId, Source, SourceId } from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";
import type { AddedFile, Progress, SourceRow, SourceView } from "../memoryProtocol";
import type { FileHeader, FileReaderApi } from "../readerProtocol";
import { forgetPassages } from "./forget";

export interface LibraryDeps {
  store: Store;
  clock: Clock;
  ids: Ids;
  /** Runs `work` while no tab does other work of this name; null where one is under way. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T | null>;
  /** Encode and consolidate of stored passages of one source. */
  learn(reader: Store, source: Source, passages: readonly Passage[]): Promise<Change[]>;
}

/** How often adding asks for its lock before it says that another tab holds it, and the pause between, ms. */
const LOCK_TRIES = 15;
const LOCK_PAUSE_MS = 200;

/** Held by the tab that adds a source, for as long as it does. */
const addingLock = (sourceId: SourceId) => `cairn-adding-${sourceId}`;

/** Names the ops of adding a file, so that Undo takes the whole file out again. */
export const fileCause = (sourceId: SourceId) => `file:${sourceId}`;

/** Adds files as sources, lists them, and forgets them. */
export function createLibrary({ store, clock, ids, alone, learn }: LibraryDeps) {
  async function begin(header: FileHeader): Promise<{ source: Source; stored: number }> {
    const id = ids.derive("source", header.contentHash) as SourceId;
    await store.commit({ kind: "file", id: fileCause(id) }, async (rows) => {
      const before = (await rows.get("sources", id)) ?? null;
      if (before) return before.status === "live" ? { changes: [] } : revive(rows, before);
      const { title, mediaType, size, contentHash } = header;
      const after: Source = {
        id,
        kind: "file",
        title,
        mediaType,
        trust: "document",
        addedAt: clock.now(),
        contentHash,
        size,
        status: "adding",
      };
      return { changes: [makeChange("sources", null, after)] };
    });
    const source = await store.get("sources", id);
    if (!source) throw new Error("The file was not stored.");
    return { source, stored: (await store.passagesOf(id)).length };
  }

  /** A file that is added again: after it was stopped it goes on; after it was forgotten what is stored of it comes back first. */
  async function revive(rows: Store, source: Source): Promise<{ changes: Change[] }> {
    const changes: Change[] = [makeChange("sources", source, { ...source, status: "adding" })];
    if (source.status !== "forgotten") return { changes };
    const passages = await rows.passagesOf(source.id);
    for (const passage of passages)
      if (passage.status === "forgotten") changes.push(makeChange("passages", passage, { ...passage, status: "live" }));
    const memories = await rows.memoriesOfPassages(passages.map((passage) => passage.id));
    for (const memory of memories)
      if (memory.status === "forgotten")
        changes.push(makeChange("memories", memory, { ...memory, status: statusBefore(memory) }));
    return { changes };
  }

  async function finish(sourceId: SourceId, status: "live" | "stopped"): Promise<void> {
    await store.commit({ kind: "file", id: fileCause(sourceId) }, async (rows) => {
      const before = await rows.get("sources", sourceId);
      if (before?.status !== "adding") return { changes: [] };
      return { changes: [makeChange("sources", before, { ...before, status })] };
    });
  }

  async function pull(
    reader: FileReaderApi,
    header: FileHeader,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<AddedFile> {
    const { source, stored } = await begin(header);
    const { id, title } = source;
    if (source.status === "live") return { kind: "duplicate", sourceId: id, title };
    let ordinal = 0;
    let memories = 0;
    for (let batch = await reader.next(); batch; batch = await reader.next()) {
      const passages = batch.map((parsed, place): Passage => {
        const passageId = ids.derive("passage", id, String(ordinal + place)) as PassageId;
        return { id: passageId, sourceId: id, ordinal: ordinal + place, status: "live", ...parsed };
      });
      ordinal += passages.length;
      if (ordinal > stored) {
        const ops = await store.commit({ kind: "file", id: fileCause(id) }, async (rows) => {
          const here = await rows.getMany(
            "passages",
            passages.map((passage) => passage.id),
          );
          const fresh = passages.filter((_, place) => !here[place]);
          const changes = fresh.map((passage) => makeChange("passages", null, passage));
          return { changes: [...changes, ...(await learn(rows, source, fresh))] };
        });
        memories += ops.filter((op) => op.table === "memories" && op.before === null).length;
      }
      onProgress({ done: ordinal, total: header.passages, what: title });
      if (signal?.aborted) {
        await finish(id, "stopped");
        return { kind: "stopped", sourceId: id, title, passages: ordinal, causeId: fileCause(id) };
      }
    }
    await finish(id, "live");
    return { kind: "added", sourceId: id, title, passages: ordinal, memories, causeId: fileCause(id) };
  }

  return {
    /** Pulls passages from the reader and commits them batch by batch; what is stored already is passed over. */
    async add(
      reader: FileReaderApi,
      onProgress: (progress: Progress) => void,
      signal?: AbortSignal,
    ): Promise<AddedFile> {
      const header = await reader.open();
      const id = ids.derive("source", header.contentHash) as SourceId;
      const work = async () => {
        try {
          return await pull(reader, header, onProgress, signal);
        } catch (error) {
          await finish(id, "stopped");
          throw error;
        }
      };
      // A worker that died may hold its lock a moment longer, and `settle` takes it for one commit.
      let added = await alone(addingLock(id), work);
      for (let tries = 0; added === null && tries < LOCK_TRIES; tries++) {
        await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
        added = await alone(addingLock(id), work);
      }
      return added ?? { kind: "refused", title: header.title, reason: "Another tab is adding this file right now." };
    },

    /** Files whose adding a crash or a closed tab cut off: they are told as stopped, and can be added again to go on. */
    async settle(): Promise<void> {
      for (const { id, status } of await store.all("sources"))
        if (status === "adding") await alone(addingLock(id), () => finish(id, "stopped"));
    },

    async list(): Promise<SourceRow[]> {
      const sources = (await store.all("sources")).filter(
        (each) => each.kind !== "chat" && each.status !== "forgotten",
      );
      const rows = sources.map(async (source): Promise<SourceRow> => {
        const passages = await store.passagesOf(source.id);
        const memories = await store.memoriesOfPassages(passages.map((passage) => passage.id));
        return { source, passages: passages.length, memories: memories.filter(isBelieved).length };
      });
      return (await Promise.all(rows)).sort((a, b) => b.source.addedAt - a.source.addedAt);
    },

    async view(id: SourceId): Promise<SourceView | null> {
      const source = await store.get("sources", id);
      if (!source || source.status === "forgotten") return null;
      const passages = await store.passagesOf(id);
      return { source, passages: passages.filter((passage) => passage.status === "live") };
    },

    /** Withholds a memory with the passages it stands in and what was derived from them alone; of an insight only itself. */
    async forgetMemory(id: MemoryId): Promise<{ causeId: string }> {
      const causeId = ids.random();
      await store.commit({ kind: "forget", id: causeId }, async (rows) => {
        const memory = await rows.get("memories", id);
        if (!memory) return { changes: [] };
        if (memory.evidence.length === 0)
          return { changes: [makeChange("memories", memory, { ...memory, status: "forgotten" })] };
        const passages = await rows.getMany(
          "passages",
          memory.evidence.map((each) => each.passageId),
        );
        return forgetPassages(
          rows,
          passages.filter((passage) => passage !== undefined),
          null,
        );
      });
      return { causeId };
    },

    /** Withholds a source with everything derived from it alone. */
    async forget(id: SourceId): Promise<{ causeId: string }> {
      const causeId = ids.random();
      await store.commit({ kind: "forget", id: causeId }, async (rows) =>
        forgetPassages(rows, await rows.passagesOf(id), id),
      );
      return { causeId };
    },
  };
}

/** What a forgotten memory was before, as its other fields tell. */
function statusBefore(memory: Memory): Memory["status"] {
  if (memory.replacedBy !== null && memory.validTo === null && memory.retiredAt === null) return "archived";
  if (memory.retiredAt !== null) return "retired";
  return memory.validTo === null ? "current" : "past";
}

function isBelieved(memory: Memory): boolean {
  return memory.status === "current";
}
