import { createStore, type StoreApi } from "zustand/vanilla";
import type { PassageId } from "../memory/model";
import type { MemoryApi } from "../workers/memoryProtocol";
import { type Failure, failureOf } from "./failure";
import type { MemoryEvents } from "./memoryEvents";

export type PassageContext = NonNullable<Awaited<ReturnType<MemoryApi["passage"]>>>;

/** Which words of which passage to show. */
export interface PassageSpot {
  passageId: PassageId;
  start: number;
  end: number;
}

export interface PassagePanelState {
  spot: PassageSpot | null;
  content:
    | { is: "loading" }
    | { is: "open"; context: PassageContext }
    | { is: "missing" }
    | { is: "failed"; failure: Failure };
  show(spot: PassageSpot): Promise<void>;
  close(): void;
}

export type PassagePanelStore = StoreApi<PassagePanelState>;

/** Keeps the passage that is shown beside the text, between its neighbours. */
export function createPassagePanelStore({
  memory,
  events,
}: {
  memory: Pick<MemoryApi, "passage">;
  events: MemoryEvents;
}): PassagePanelStore {
  const store = createStore<PassagePanelState>((set, get) => ({
    spot: null,
    content: { is: "loading" },
    async show(spot) {
      set({ spot, content: { is: "loading" } });
      try {
        const context = await memory.passage(spot.passageId);
        if (get().spot === spot) set({ content: context ? { is: "open", context } : { is: "missing" } });
      } catch (error) {
        if (get().spot === spot) set({ content: { is: "failed", failure: failureOf(error) } });
      }
    },
    close: () => set({ spot: null }),
  }));
  events.listen((event) => {
    const { spot, show } = store.getState();
    // What stands open may just have been forgotten.
    if (spot && event.type === "changed" && event.withheld) void show(spot);
  });
  return store;
}
