import { createStore, type StoreApi } from "zustand/vanilla";
import type { Chat } from "../memory/model";
import type { MemoryApi, Overview } from "../workers/memoryProtocol";
import { coalesce, type Timers } from "./coalesce";
import { type Failure, failureOf } from "./failure";
import type { MemoryEvents } from "./memoryEvents";
import { keepSame } from "./sameValue";

/** Whether the database can serve. */
export type DatabaseState =
  | { is: "opening" }
  | { is: "open" }
  /** The worker died and is starting again. */
  | { is: "lost" }
  | { is: "failed"; failure: Failure }
  /** Another tab has upgraded it. */
  | { is: "superseded" };

/** Whether meaning can be found, beside words. */
export type EmbedderState = { is: "starting" } | { is: "ready" } | { is: "lost" } | { is: "failed"; failure: Failure };

export interface StatusState {
  database: DatabaseState;
  embedder: EmbedderState;
  /** Null until the database is open. */
  overview: Overview | null;
  /** Newest first; null until read. */
  chats: Chat[] | null;
  /** Texts that words find already but meaning does not yet. */
  unindexed: number;
  open(): Promise<void>;
  setDatabase(state: DatabaseState): void;
  setEmbedder(state: EmbedderState): void;
}

export type StatusStore = StoreApi<StatusState>;

export interface StatusDeps {
  memory: Pick<MemoryApi, "open" | "overview" | "chats">;
  events: MemoryEvents;
  timers: Timers;
}

/** Keeps what the rail shows: whether Cairn can serve, how much it holds, and the chats. */
export function createStatusStore({ memory, events, timers }: StatusDeps): StatusStore {
  const store = createStore<StatusState>((set, get) => ({
    database: { is: "opening" },
    embedder: { is: "starting" },
    overview: null,
    chats: null,
    unindexed: 0,
    async open() {
      if (get().database.is !== "lost") set({ database: { is: "opening" } });
      try {
        const overview = await memory.open();
        set({ database: { is: "open" }, overview, chats: await memory.chats() });
      } catch (error) {
        const failure = failureOf(error);
        // A worker that died is started again, and this is called anew.
        if (failure.name !== "WorkerLost") set({ database: { is: "failed", failure } });
      }
    },
    setDatabase: (database) => set({ database }),
    setEmbedder: (embedder) => set({ embedder }),
  }));

  const refresh = coalesce(
    async () => {
      try {
        const [overview, chats] = await Promise.all([memory.overview(), memory.chats()]);
        const held = store.getState().chats ?? [];
        store.setState({ overview, chats: keepSame(held, chats, (chat) => chat.id) });
      } catch (error) {
        // A worker that died says so through setDatabase; counts that are a moment old do no harm until it is back.
        if (failureOf(error).name !== "WorkerLost") throw error;
      }
    },
    200,
    timers,
  );

  events.listen((event) => {
    if (event.type === "changed" || event.type === "restarted") refresh();
    else if (event.type === "indexing") store.setState({ unindexed: event.unindexed });
    else if (event.type === "superseded") store.setState({ database: { is: "superseded" } });
  });
  return store;
}
