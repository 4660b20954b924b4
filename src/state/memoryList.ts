import { createStore, type StoreApi } from "zustand/vanilla";
import type { MemoryKind } from "../memory/model";
import type { MemoryApi, MemoryRow } from "../workers/memoryProtocol";
import { coalesce, type Timers } from "./coalesce";
import { type Failure, failureOf, isAbort } from "./failure";
import type { MemoryEvents } from "./memoryEvents";
import { keepSame } from "./sameValue";

/** Rows read at a time. */
export const PAGE = 100;
const TYPING_MS = 120;

export interface MemoryListState {
  text: string;
  showPast: boolean;
  kind: MemoryKind | null;
  /** The first rows of `total`. */
  rows: MemoryRow[];
  /** Null until the first answer. */
  total: number | null;
  state: { is: "idle" } | { is: "searching" } | { is: "failed"; failure: Failure };
  setText(text: string): void;
  setShowPast(showPast: boolean): void;
  setKind(kind: MemoryKind | null): void;
  /** Reads the rows for the first time, or again after a failure. */
  load(): Promise<void>;
  /** Reads the next page, where there is one. */
  more(): Promise<void>;
}

export type MemoryListStore = StoreApi<MemoryListState>;

export interface MemoryListDeps {
  memory: Pick<MemoryApi, "search">;
  events: MemoryEvents;
  timers: Timers;
}

/** Keeps the list of memories: what is asked for, and the rows found so far. */
export function createMemoryListStore({ memory, events, timers }: MemoryListDeps): MemoryListStore {
  let abort = new AbortController();
  let typing: number | null = null;

  const store = createStore<MemoryListState>((set, get) => {
    const read = async (offset: number, limit: number) => {
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      const { text, showPast, kind, rows } = get();
      set({ state: { is: "searching" } });
      try {
        const found = await memory.search({ text, showPast, kind, offset, limit }, signal);
        if (signal.aborted) return;
        const fresh = offset === 0 ? found.rows : [...rows.slice(0, offset), ...found.rows];
        set({ rows: keepSame(rows, fresh, (row) => row.memory.id), total: found.total, state: { is: "idle" } });
      } catch (error) {
        if (!signal.aborted && !isAbort(error)) set({ state: { is: "failed", failure: failureOf(error) } });
      }
    };
    const again = () => read(0, Math.max(PAGE, get().rows.length));
    return {
      text: "",
      showPast: false,
      kind: null,
      rows: [],
      total: null,
      state: { is: "idle" },
      setText(text) {
        set({ text });
        if (typing !== null) timers.clear(typing);
        typing = timers.set(() => {
          typing = null;
          void read(0, PAGE);
        }, TYPING_MS);
      },
      setShowPast(showPast) {
        set({ showPast });
        void read(0, PAGE);
      },
      setKind(kind) {
        set({ kind });
        void read(0, PAGE);
      },
      load: again,
      async more() {
        const { rows, total, state } = get();
        if (total === null || rows.length >= total || state.is === "searching") return;
        await read(rows.length, PAGE);
      },
    };
  });

  const refresh = coalesce(() => store.getState().load(), 250, timers);
  events.listen((event) => {
    if (store.getState().total === null) return;
    if (event.type === "restarted" || (event.type === "changed" && event.tables.includes("memories"))) refresh();
  });
  return store;
}
