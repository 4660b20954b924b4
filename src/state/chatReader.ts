import type { ChatView, MemoryApi } from "../workers/memoryProtocol";
import type { ChatStore } from "./chat";
import { coalesce, type Timers } from "./coalesce";
import { failureOf } from "./failure";
import type { MemoryEvents } from "./memoryEvents";
import { keepSame } from "./sameValue";

/** How long turns of another tab may wait to be shown while this one is answering, ms. */
const PATIENCE_MS = 3_000;

export interface ChatReaderDeps {
  store: ChatStore;
  memory: Pick<MemoryApi, "chat">;
  events: MemoryEvents;
  timers: Timers;
  /** Counts the turns that were put in place, so that a read begun before one does not take it back. */
  puts(): number;
}

/** Reads the open chat, when asked and when something in it changed, here or in another tab. */
export function createChatReader({ store, memory, events, timers, puts }: ChatReaderDeps): { read(): Promise<void> } {
  /** What is shown may be behind what is stored. */
  let stale = false;

  const show = (view: ChatView | null) => {
    const { conversation, works, chatId } = store.getState();
    if (view) {
      const held = conversation.is === "open" ? conversation.turns : [];
      const turns = keepSame(held, view.turns, (turn) => turn.turn.id);
      store.setState({ conversation: { is: "open", title: view.chat.title, turns } });
    } else if (!works.some((work) => work.chatId === chatId)) {
      store.setState({ conversation: { is: "missing" } });
    }
  };

  /** Reads the open chat; where a turn was put in place meanwhile, once more, then later. */
  async function read(): Promise<void> {
    const { chatId } = store.getState();
    if (chatId === null) return;
    try {
      for (let tries = 1; tries <= 2; tries += 1) {
        const before = puts();
        const view = await memory.chat(chatId);
        if (store.getState().chatId !== chatId) return;
        if (before === puts()) return show(view);
      }
      stale = true;
    } catch (error) {
      const failure = failureOf(error);
      const { conversation } = store.getState();
      // What is on screen stays there while a worker that died starts again.
      if (conversation.is !== "open") store.setState({ conversation: { is: "failed", failure } });
      else if (failure.name !== "WorkerLost") throw error;
    }
  }

  const refresh = coalesce(read, 250, timers);
  const isCarrying = () => store.getState().works.some((work) => work.step.is !== "failed");
  const catchUp = () => {
    if (!stale) return;
    stale = false;
    refresh();
  };
  events.listen((event) => {
    const { chatId } = store.getState();
    if (chatId === null) return;
    if (event.type !== "restarted" && !(event.type === "changed" && (event.withheld || event.chatIds.includes(chatId))))
      return;
    if (!isCarrying()) return refresh();
    // Most of what changes now is what this page carries through, and that is put in place as it comes.
    if (!stale) timers.set(catchUp, PATIENCE_MS);
    stale = true;
  });
  store.subscribe(() => {
    if (stale && !isCarrying()) catchUp();
  });
  return { read };
}
