import { createStore, type StoreApi } from "zustand/vanilla";
import type { MemoryApi } from "../workers/memoryProtocol";
import { type Failure, failureOf } from "./failure";

/** A line that says what was changed, with a way back where there is one. */
export interface Notice {
  id: number;
  text: string;
  undo: { causeId: string; entry?: string } | null;
  state:
    | { is: "open" }
    | { is: "undoing" }
    | { is: "undone" }
    | { is: "refused"; reason: string }
    | { is: "failed"; failure: Failure };
}

export interface NoticesState {
  /** Newest last, at most three. */
  notices: Notice[];
  say(text: string, undo?: Notice["undo"]): void;
  undo(id: number): Promise<void>;
  dismiss(id: number): void;
  /** Takes away what needs no more attention: everything but what can still be undone. */
  tidy(): void;
}

export type NoticesStore = StoreApi<NoticesState>;

export function createNoticesStore({ memory }: { memory: Pick<MemoryApi, "undo"> }): NoticesStore {
  let last = 0;
  return createStore<NoticesState>((set, get) => {
    const mark = (id: number, state: Notice["state"]) =>
      set({ notices: get().notices.map((notice) => (notice.id === id ? { ...notice, state } : notice)) });
    return {
      notices: [],
      say(text, undo = null) {
        last += 1;
        set({ notices: [...get().notices, { id: last, text, undo, state: { is: "open" } as const }].slice(-3) });
      },
      async undo(id) {
        const notice = get().notices.find((candidate) => candidate.id === id);
        if (!notice?.undo || notice.state.is === "undoing" || notice.state.is === "undone") return;
        mark(id, { is: "undoing" });
        try {
          const result = await memory.undo(notice.undo.causeId, notice.undo.entry);
          mark(id, result.kind === "undone" ? { is: "undone" } : { is: "refused", reason: result.reason });
        } catch (error) {
          mark(id, { is: "failed", failure: failureOf(error) });
        }
      },
      dismiss(id) {
        set({ notices: get().notices.filter((notice) => notice.id !== id) });
      },
      tidy() {
        set({ notices: get().notices.filter((notice) => notice.undo !== null && notice.state.is !== "undone") });
      },
    };
  });
}
