import { createStore, type StoreApi } from "zustand/vanilla";
import type { ImportPreview, MemoryApi, Progress } from "../workers/memoryProtocol";
import { type Failure, failureOf, isAbort } from "./failure";
import type { OpenedPort } from "./library";

export type ExportState =
  | { is: "idle" }
  | { is: "writing"; progress: Progress }
  | { is: "done"; bytes: number }
  | { is: "failed"; failure: Failure };

export type ImportState =
  | { is: "idle" }
  | { is: "reading"; name: string }
  | { is: "preview"; name: string; preview: ImportPreview }
  | { is: "adding"; name: string; preview: ImportPreview }
  | { is: "done"; name: string; preview: ImportPreview; causeId: string }
  | { is: "undone"; name: string }
  | { is: "failed"; name: string; failure: Failure };

export interface MemoryFileState {
  exporting: ExportState;
  importing: ImportState;
  /** Resolves with the file, or null where it failed or one is being written already. */
  exportMemory(): Promise<Blob | null>;
  stage(file: File): Promise<void>;
  add(): Promise<void>;
  drop(): Promise<void>;
  undo(): Promise<void>;
}

export type MemoryFileStore = StoreApi<MemoryFileState>;

export interface MemoryFileDeps {
  memory: Pick<MemoryApi, "exportMemory" | "stageImport" | "commitImport" | "dropImport" | "undo">;
  openMemoryFile(file: File): OpenedPort;
}

/** Carries a memory out to one file, and one file in: read, shown, then added. */
export function createMemoryFileStore({ memory, openMemoryFile }: MemoryFileDeps): MemoryFileStore {
  let abort: AbortController | null = null;
  return createStore<MemoryFileState>((set, get) => ({
    exporting: { is: "idle" },
    importing: { is: "idle" },
    async exportMemory() {
      if (get().exporting.is === "writing") return null;
      const writing = (progress: Progress) => set({ exporting: { is: "writing", progress } });
      writing({ done: 0, total: 0, what: "" });
      try {
        const file = await memory.exportMemory(writing);
        set({ exporting: { is: "done", bytes: file.size } });
        return file;
      } catch (error) {
        set({ exporting: { is: "failed", failure: failureOf(error) } });
        return null;
      }
    },
    async stage(file) {
      await get().drop();
      const { name } = file;
      abort = new AbortController();
      const { signal } = abort;
      const opened = openMemoryFile(file);
      set({ importing: { is: "reading", name } });
      try {
        const preview = await Promise.race([memory.stageImport(opened.port, signal), opened.failed]);
        if (signal.aborted) await memory.dropImport(preview.previewId);
        else set({ importing: { is: "preview", name, preview } });
      } catch (error) {
        if (!signal.aborted && !isAbort(error)) set({ importing: { is: "failed", name, failure: failureOf(error) } });
      } finally {
        opened.close();
      }
    },
    async add() {
      const { importing } = get();
      if (importing.is !== "preview") return;
      const { name, preview } = importing;
      set({ importing: { is: "adding", name, preview } });
      try {
        const { causeId } = await memory.commitImport(preview.previewId);
        set({ importing: { is: "done", name, preview, causeId } });
      } catch (error) {
        set({ importing: { is: "failed", name, failure: failureOf(error) } });
      }
    },
    async drop() {
      abort?.abort();
      const { importing } = get();
      set({ importing: { is: "idle" } });
      if (importing.is === "preview") await memory.dropImport(importing.preview.previewId);
    },
    async undo() {
      const { importing } = get();
      if (importing.is !== "done") return;
      try {
        const result = await memory.undo(importing.causeId);
        if (result.kind === "undone") set({ importing: { is: "undone", name: importing.name } });
        else
          set({
            importing: { is: "failed", name: importing.name, failure: { name: "Refused", reason: result.reason } },
          });
      } catch (error) {
        set({ importing: { is: "failed", name: importing.name, failure: failureOf(error) } });
      }
    },
  }));
}
