import { toGraphRows } from "../../memory/graph/GraphRows";
import { type PassId, type Rows, TABLES, type TableName } from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";
import { type MemoryFile, newestTime } from "../../storage/memoryFile";
import { planImport } from "../../storage/planImport";
import { writeMemoryFile } from "../../storage/writeMemoryFile";
import type { ImportPreview, Progress } from "../memoryProtocol";
import type { MemoryFileReaderApi } from "../readerProtocol";

export interface MemoryFilesDeps {
  store: Store;
  clock: Clock;
  ids: Ids;
}

/** Every row, by table and id. */
export async function readRows(store: Store) {
  const lists = await Promise.all(TABLES.map(async (table) => [table, await store.all(table)] as const));
  return toGraphRows(Object.fromEntries(lists) as { [T in TableName]: Rows[T][] });
}

/** Takes a memory out as one file, and another one in: read whole, shown, then added in one transaction. */
export function createMemoryFiles({ store, clock, ids }: MemoryFilesDeps) {
  const staged = new Map<string, MemoryFile>();
  return {
    async write(onProgress: (progress: Progress) => void): Promise<Blob> {
      onProgress({ done: 0, total: 2, what: "Reading your memory" });
      const rows = await readRows(store);
      onProgress({ done: 1, total: 2, what: "Writing the file" });
      return new Blob([writeMemoryFile(rows)], { type: "application/x-cairn" });
    },

    async stage(reader: MemoryFileReaderApi, signal?: AbortSignal): Promise<ImportPreview> {
      const file = await reader.read();
      const { adds, known } = await planImport(file, store);
      signal?.throwIfAborted();
      const previewId = ids.random();
      staged.set(previewId, file);
      const { sources, passages, memories, links, chats } = adds;
      return { previewId, adds: { sources, passages, memories, links, chats }, known, newestAt: newestTime(file) };
    },

    async commit(previewId: string): Promise<{ causeId: string }> {
      const file = staged.get(previewId);
      if (!file) throw new Error("This memory file is not open any more. Choose it again.");
      const id = ids.random() as PassId;
      await store.commit({ kind: "import", id }, async (rows) => {
        const { diff } = await planImport(file, rows, { id, at: clock.now() });
        return diff;
      });
      staged.delete(previewId);
      return { causeId: id };
    },

    async drop(previewId: string): Promise<void> {
      staged.delete(previewId);
    },
  };
}
