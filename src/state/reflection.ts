import { createStore, type StoreApi } from "zustand/vanilla";
import type { Pass, PassId } from "../memory/model";
import type { Clock } from "../memory/ports";
import type { MemoryApi, Progress } from "../workers/memoryProtocol";
import { coalesce, type Timers } from "./coalesce";
import { type Failure, failureOf, isAbort } from "./failure";
import type { OpenedPort } from "./library";
import type { MemoryEvents } from "./memoryEvents";
import { keepSame } from "./sameValue";

/** How a pass stands, or how the last one ended. */
export type ReflectingState =
  | { is: "resting" }
  | { is: "reflecting"; progress: Progress; startedAt: number; stopping: boolean }
  | { is: "elsewhere"; progress: Progress }
  | { is: "nothing" }
  | { is: "done"; passId: PassId }
  | { is: "stopped" }
  | { is: "failed"; failure: Failure };

export interface ReflectionState {
  /** Newest first; null until read. */
  passes: Pass[] | null;
  failure: Failure | null;
  reflecting: ReflectingState;
  /** Undos under way or refused, by pass id or by "pass id/line id". */
  undoing: Readonly<Record<string, { is: "undoing" } | { is: "refused"; reason: string }>>;
  load(): Promise<void>;
  reflect(): Promise<void>;
  stop(): void;
  undo(passId: PassId, line?: string): Promise<void>;
}

export type ReflectionStore = StoreApi<ReflectionState>;

export interface ReflectionDeps {
  memory: Pick<MemoryApi, "passes" | "reflect" | "undo">;
  events: MemoryEvents;
  timers: Timers;
  clock: Clock;
  openReflection(): OpenedPort;
}

export const undoKey = (passId: PassId, line?: string): string => (line === undefined ? passId : `${passId}/${line}`);

/** Keeps the diary, and runs a pass when asked. */
export function createReflectionStore({
  memory,
  events,
  timers,
  clock,
  openReflection,
}: ReflectionDeps): ReflectionStore {
  let abort: AbortController | null = null;

  const store = createStore<ReflectionState>((set, get) => ({
    passes: null,
    failure: null,
    reflecting: { is: "resting" },
    undoing: {},
    async load() {
      try {
        set({ passes: keepSame(get().passes ?? [], await memory.passes(), (pass) => pass.id), failure: null });
      } catch (error) {
        set({ failure: failureOf(error) });
      }
    },
    async reflect() {
      if (abort) return;
      abort = new AbortController();
      const { signal } = abort;
      const startedAt = clock.now();
      const opened = openReflection();
      const progress = (now: Progress) =>
        set({ reflecting: { is: "reflecting", progress: now, startedAt, stopping: signal.aborted } });
      progress({ done: 0, total: 0, what: "" });
      try {
        const passId = await Promise.race([memory.reflect(opened.port, progress, signal), opened.failed]);
        await get().load();
        set({ reflecting: passId === null ? { is: "nothing" } : { is: "done", passId } });
      } catch (error) {
        set({ reflecting: isAbort(error) ? { is: "stopped" } : { is: "failed", failure: failureOf(error) } });
      } finally {
        abort = null;
        opened.close();
      }
    },
    stop() {
      const { reflecting } = get();
      if (!abort || reflecting.is !== "reflecting") return;
      abort.abort();
      set({ reflecting: { ...reflecting, stopping: true } });
    },
    async undo(passId, line) {
      const key = undoKey(passId, line);
      if (get().undoing[key]?.is === "undoing") return;
      set({ undoing: { ...get().undoing, [key]: { is: "undoing" } } });
      try {
        const result = await memory.undo(passId, line);
        const { [key]: _gone, ...rest } = get().undoing;
        set({
          undoing: result.kind === "undone" ? rest : { ...rest, [key]: { is: "refused", reason: result.reason } },
        });
        await get().load();
      } catch (error) {
        set({ undoing: { ...get().undoing, [key]: { is: "refused", reason: failureOf(error).reason } } });
      }
    },
  }));

  const refresh = coalesce(() => store.getState().load(), 250, timers);
  events.listen((event) => {
    const isNews = event.type === "restarted" || (event.type === "changed" && event.tables.includes("passes"));
    if (isNews && store.getState().passes !== null) refresh();
    if (event.type !== "reflecting" || abort) return;
    if (event.progress) store.setState({ reflecting: { is: "elsewhere", progress: event.progress } });
    else if (store.getState().reflecting.is === "elsewhere") store.setState({ reflecting: { is: "resting" } });
  });
  return store;
}
