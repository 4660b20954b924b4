import { createStore, type StoreApi } from "zustand/vanilla";
import type { SourceId } from "../memory/model";
import type { AddedFile, MemoryApi, Progress, SourceRow } from "../workers/memoryProtocol";
import { coalesce, type Timers } from "./coalesce";
import { type Failure, failureOf, isAbort } from "./failure";
import type { MemoryEvents } from "./memoryEvents";
import { keepSame } from "./sameValue";

/** A port to a worker that reads one file, and the way to end that worker. */
export interface OpenedPort {
  port: MessagePort;
  /** Rejects when the worker cannot be had; never resolves. */
  failed: Promise<never>;
  close(): void;
}

/** One file on its way in. */
export interface FileJob {
  id: number;
  file: File;
  step:
    | { is: "waiting" }
    | { is: "adding"; progress: Progress }
    | { is: "done"; result: AddedFile }
    | { is: "undone" }
    | { is: "failed"; failure: Failure };
}

export interface LibraryState {
  /** Newest first; null until read. */
  sources: SourceRow[] | null;
  failure: Failure | null;
  jobs: FileJob[];
  load(): Promise<void>;
  add(files: readonly File[]): void;
  cancel(jobId: number): void;
  retry(jobId: number): void;
  dismiss(jobId: number): void;
  undo(jobId: number): Promise<void>;
  /** Resolves with the cause to undo. */
  forget(sourceId: SourceId): Promise<{ causeId: string }>;
}

export type LibraryStore = StoreApi<LibraryState>;

export interface LibraryDeps {
  memory: Pick<MemoryApi, "sources" | "addFile" | "forgetSource" | "undo">;
  events: MemoryEvents;
  timers: Timers;
  openFile(file: File): OpenedPort;
}

/** Keeps the sources and the files on their way in, which are added one at a time. */
export function createLibraryStore({ memory, events, timers, openFile }: LibraryDeps): LibraryStore {
  const aborts = new Map<number, AbortController>();
  let last = 0;
  let adding: Promise<void> = Promise.resolve();

  const store = createStore<LibraryState>((set, get) => {
    const mark = (id: number, step: FileJob["step"]) =>
      set({ jobs: get().jobs.map((job) => (job.id === id ? { ...job, step } : job)) });

    const run = async (id: number) => {
      const job = get().jobs.find((candidate) => candidate.id === id);
      if (job?.step.is !== "waiting") return;
      const abort = new AbortController();
      aborts.set(id, abort);
      const opened = openFile(job.file);
      mark(id, { is: "adding", progress: { done: 0, total: 0, what: "" } });
      try {
        const onProgress = (progress: Progress) => mark(id, { is: "adding", progress });
        mark(id, {
          is: "done",
          result: await Promise.race([memory.addFile(opened.port, onProgress, abort.signal), opened.failed]),
        });
      } catch (error) {
        const failure = failureOf(error);
        if (isAbort(error)) get().dismiss(id);
        else if (failure.name === "UnreadableFile") mark(id, refused(job.file, failure));
        else mark(id, { is: "failed", failure });
      } finally {
        aborts.delete(id);
        opened.close();
      }
    };
    const queue = (id: number) => {
      adding = adding.then(() => run(id));
    };

    return {
      sources: null,
      failure: null,
      jobs: [],
      async load() {
        try {
          const fresh = await memory.sources();
          set({ sources: keepSame(get().sources ?? [], fresh, (row) => row.source.id), failure: null });
        } catch (error) {
          set({ failure: failureOf(error) });
        }
      },
      add(files) {
        for (const file of files) {
          last += 1;
          set({ jobs: [...get().jobs, { id: last, file, step: { is: "waiting" } }] });
          queue(last);
        }
      },
      cancel(jobId) {
        const abort = aborts.get(jobId);
        if (abort) abort.abort();
        else get().dismiss(jobId);
      },
      retry(jobId) {
        mark(jobId, { is: "waiting" });
        queue(jobId);
      },
      dismiss(jobId) {
        set({ jobs: get().jobs.filter((job) => job.id !== jobId) });
      },
      async undo(jobId) {
        const job = get().jobs.find((candidate) => candidate.id === jobId);
        if (job?.step.is !== "done" || !("causeId" in job.step.result)) return;
        try {
          const result = await memory.undo(job.step.result.causeId);
          if (result.kind === "undone") mark(jobId, { is: "undone" });
          else mark(jobId, { is: "failed", failure: { name: "Refused", reason: result.reason } });
        } catch (error) {
          mark(jobId, { is: "failed", failure: failureOf(error) });
        }
      },
      forget: (sourceId) => memory.forgetSource(sourceId),
    };
  });

  const refresh = coalesce(() => store.getState().load(), 250, timers);
  events.listen((event) => {
    if (store.getState().sources === null) return;
    if (event.type === "restarted" || (event.type === "changed" && event.sourceIds.length > 0)) refresh();
  });
  return store;
}

/** A file that no try will make readable. */
function refused(file: File, { reason }: Failure): FileJob["step"] {
  return { is: "done", result: { kind: "refused", title: file.name, reason } };
}
