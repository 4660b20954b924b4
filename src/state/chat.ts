import { createStore, type StoreApi } from "zustand/vanilla";
import type { ChatId, TurnId } from "../memory/model";
import type { Clock, Ids, LanguageModel } from "../memory/ports";
import type { LearnedLine, MemoryApi, TurnView } from "../workers/memoryProtocol";
import {
  type AnswerBy,
  type AnswerWords,
  answerTurn,
  type Outgoing,
  TurnFailure,
  type TurnStep,
  type WritingGuard,
} from "./answerTurn";
import { createChatReader } from "./chatReader";
import type { Timers } from "./coalesce";
import { despiteRestart, type Failure, failureOf } from "./failure";
import type { MemoryEvents } from "./memoryEvents";

/** Longer messages belong in the library, where they are read as a file. Characters, as UTF-16 code units. */
export const MESSAGE_LIMIT = 20_000;

/** A turn under way, in whichever chat. */
export interface Work extends Outgoing {
  chatId: ChatId;
  by: AnswerBy;
  step: TurnStep;
}

/** What the conversation shows. `turns` are the stored ones; messages still on their way are in `works`. */
export type Conversation =
  | { is: "new" }
  | { is: "loading" }
  | { is: "open"; title: string; turns: TurnView[] }
  | { is: "missing" }
  | { is: "failed"; failure: Failure };

export interface ChatState {
  /** Null while a new chat has no message yet. */
  chatId: ChatId | null;
  conversation: Conversation;
  /** In the order they were sent. */
  works: Work[];
  /** What stands in the composer, by chat. */
  drafts: Readonly<Record<string, string>>;
  /** Set when the composer holds more than a message may: how many characters. */
  tooLong: number | null;
  /** Turns that quotes answered because the chosen model was still loading. */
  hurried: ReadonlySet<TurnId>;
  /** Turns under whose answer a model failed, and why; another model or quotes answered. */
  fallen: ReadonlyMap<TurnId, Failure>;
  /** What became of an Undo in the margin that was not done, by entry. */
  undoing: Readonly<Record<string, { is: "undoing" } | { is: "refused"; reason: string }>>;
  open(chatId: ChatId | null): Promise<void>;
  setDraft(text: string): void;
  /** Puts the last message of this chat into the empty composer. */
  recallLast(): void;
  /** Sends what the composer holds. A second call finds it empty and does nothing. */
  send(): void;
  /** Ends the answer being written; what was written is kept. */
  stop(): void;
  /** Goes on with a turn that failed or was left unanswered, or answers it in another way. */
  answer(turnId: TurnId, by?: AnswerBy): void;
  /** Takes a message that could not be stored back into the composer. */
  takeBack(turnId: TurnId): void;
  undo(turnId: TurnId, line: LearnedLine): Promise<void>;
}

export type ChatStore = StoreApi<ChatState>;

export interface ChatDeps {
  memory: Pick<MemoryApi, "chat" | "say" | "prepare" | "answer" | "learn" | "undo">;
  events: MemoryEvents;
  /** The language model that can answer now, whether one is on its way, and what answers in the place of one that failed. */
  llm: {
    current(): LanguageModel | null;
    loading(): boolean;
    descend(model: LanguageModel, failure: Failure): Promise<LanguageModel | null>;
  };
  clock: Clock;
  ids: Pick<Ids, "random">;
  timers: Timers;
  words: AnswerWords;
  createGuard(): WritingGuard;
}

/** The draft's key: its chat, or "new". */
export const draftKey = (chatId: ChatId | null): string => chatId ?? "new";

/** Keeps the open conversation, and carries each message through say, recall, answer and learn. */
export function createChatStore(deps: ChatDeps): ChatStore {
  const { memory, events, llm, clock, ids, timers } = deps;
  const aborts = new Map<TurnId, AbortController>();
  /** Messages are stored one after another, and answered one after another, each in the order they were sent. */
  let saying: Promise<unknown> = Promise.resolve();
  let answering: Promise<unknown> = Promise.resolve();
  /** Counts turns put in place, so that a read begun before one does not take it back. */
  let puts = 0;

  const store = createStore<ChatState>((set, get) => {
    const setStep = (turnId: TurnId, step: TurnStep) =>
      set({ works: get().works.map((work) => (work.turnId === turnId ? { ...work, step } : work)) });
    const drop = (turnId: TurnId) => set({ works: get().works.filter((work) => work.turnId !== turnId) });
    const fail = (turnId: TurnId, at: "say" | "recall", error: unknown) =>
      setStep(turnId, {
        is: "failed",
        at: error instanceof TurnFailure ? error.at : at,
        failure: error instanceof TurnFailure ? error.failure : failureOf(error),
      });

    const put = (view: TurnView) => {
      puts += 1;
      if (view.turn.chatId !== get().chatId) return;
      const { conversation } = get();
      const turns = conversation.is === "open" ? conversation.turns : [];
      const title = conversation.is === "open" ? conversation.title : "";
      const others = turns.filter((turn) => turn.turn.id !== view.turn.id);
      const next = [...others, view].sort((a, b) => a.turn.ordinal - b.turn.ordinal);
      set({ conversation: { is: "open", title, turns: next } });
    };

    const carry = async (view: TurnView) => {
      const turnId = view.turn.id;
      const work = get().works.find((candidate) => candidate.turnId === turnId);
      if (!work) return;
      const abort = new AbortController();
      aborts.set(turnId, abort);
      const model = llm.current();
      const hurried = new Set(get().hurried);
      if (!model && llm.loading() && work.by === "memory") hurried.add(turnId);
      else hurried.delete(turnId);
      const fallen = new Map(get().fallen);
      fallen.delete(turnId);
      set({ hurried, fallen });
      const descend = (from: LanguageModel, failure: Failure) => {
        set({ fallen: new Map(get().fallen).set(turnId, failure) });
        return llm.descend(from, failure);
      };
      try {
        const onStep = (step: TurnStep) => setStep(turnId, step);
        await answerTurn(deps, { view, by: work.by, model, descend, signal: abort.signal, onStep, onView: put });
        drop(turnId);
      } catch (error) {
        fail(turnId, "recall", error);
      } finally {
        aborts.delete(turnId);
      }
    };

    const say = (work: Work) => {
      saying = saying.then(async () => {
        try {
          const { chatId, turnId, text, saidAt } = work;
          const view = await despiteRestart(() => memory.say({ chatId, turnId, text, saidAt }));
          put(view);
          setStep(work.turnId, { is: "waiting" });
          answering = answering.then(() => carry(view));
        } catch (error) {
          fail(work.turnId, "say", error);
        }
      });
    };

    return {
      chatId: null,
      conversation: { is: "new" },
      works: [],
      drafts: {},
      tooLong: null,
      hurried: new Set(),
      fallen: new Map(),
      undoing: {},

      async open(chatId) {
        if (chatId === get().chatId && get().conversation.is === "open") return;
        set({ chatId, tooLong: null, conversation: { is: chatId === null ? "new" : "loading" } });
        if (chatId !== null) await reader.read();
      },

      setDraft(text) {
        set({ drafts: { ...get().drafts, [draftKey(get().chatId)]: text }, tooLong: null });
      },

      recallLast() {
        const { conversation, chatId, works } = get();
        const sent = works.filter((work) => work.chatId === chatId).at(-1)?.text;
        const last = sent ?? (conversation.is === "open" ? conversation.turns.at(-1)?.passage.text : undefined);
        if (last !== undefined) get().setDraft(last);
      },

      send() {
        const key = draftKey(get().chatId);
        const text = (get().drafts[key] ?? "").trim();
        if (text === "") return;
        if (text.length > MESSAGE_LIMIT) {
          set({ tooLong: text.length });
          return;
        }
        const chatId = get().chatId ?? (ids.random() as ChatId);
        const turnId = ids.random() as TurnId;
        const started = get().chatId === null;
        const work: Work = {
          chatId,
          turnId,
          text,
          saidAt: clock.now(),
          by: "memory",
          step: { is: "saying" },
        };
        set({
          chatId,
          drafts: { ...get().drafts, [key]: "", [chatId]: "" },
          works: [...get().works, work],
          ...(started ? { conversation: { is: "open", title: "", turns: [] } as const } : {}),
        });
        say(work);
      },

      stop() {
        for (const abort of aborts.values()) abort.abort();
      },

      answer(turnId, wanted) {
        const old = get().works.find((work) => work.turnId === turnId);
        if (old && old.step.is !== "failed") return;
        const { conversation } = get();
        const view =
          conversation.is === "open" ? conversation.turns.find((turn) => turn.turn.id === turnId) : undefined;
        const base = view
          ? { chatId: view.turn.chatId, turnId, text: view.passage.text, saidAt: view.turn.saidAt }
          : old && { chatId: old.chatId, turnId, text: old.text, saidAt: old.saidAt };
        if (!base) return;
        const onlyLearning = old?.step.is === "failed" && old.step.at === "learn" && view?.turn.answer;
        const by = wanted ?? (onlyLearning ? "nobody" : (old?.by ?? "memory"));
        const step = { is: view ? "waiting" : "saying" } as const;
        const work: Work = { ...base, by, step };
        set({ works: [...get().works.filter((candidate) => candidate.turnId !== turnId), work] });
        if (view) answering = answering.then(() => carry(view));
        else say(work);
      },

      takeBack(turnId) {
        const work = get().works.find((candidate) => candidate.turnId === turnId);
        if (!work) return;
        drop(turnId);
        get().setDraft([work.text, get().drafts[draftKey(get().chatId)] ?? ""].filter(Boolean).join("\n"));
      },

      async undo(turnId, line) {
        if (get().undoing[line.entry]?.is === "undoing") return;
        const without = () => {
          const { [line.entry]: _gone, ...rest } = get().undoing;
          return rest;
        };
        set({ undoing: { ...get().undoing, [line.entry]: { is: "undoing" } } });
        try {
          const result = await memory.undo(turnId, line.entry);
          if (result.kind === "refused") {
            set({ undoing: { ...get().undoing, [line.entry]: { is: "refused", reason: result.reason } } });
            return;
          }
          set({ undoing: without() });
          await reader.read();
        } catch (error) {
          set({ undoing: { ...get().undoing, [line.entry]: { is: "refused", reason: failureOf(error).reason } } });
        }
      },
    };
  });

  const reader = createChatReader({ store, memory, events, timers, puts: () => puts });
  return store;
}
