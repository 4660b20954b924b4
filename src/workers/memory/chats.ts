import { makeChange } from "../../memory/graph/makeChange";
import type { Change, Chat, ChatId, Op, Passage, PassageId, Source, SourceId, Turn, TurnId } from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";
import type { ChatView, LearnedLine, SayRequest, TurnView } from "../memoryProtocol";
import { forgetPassages } from "./forget";

/** Longest message, in UTF-16 units. A longer text belongs in a file. */
export const MESSAGE_LIMIT = 20_000;
const TITLE_LENGTH = 60;

export interface ChatDeps {
  store: Store;
  clock: Clock;
  ids: Ids;
}

/** Stores what the user says, and shows chats as they stand. */
export function createChats({ store, clock, ids }: ChatDeps) {
  const sourceOf = (chatId: ChatId) => ids.derive("source", "chat", chatId) as SourceId;
  const passageOf = (turnId: TurnId) => ids.derive("passage", "turn", turnId) as PassageId;

  async function turnView(turn: Turn): Promise<TurnView> {
    const passage = await store.get("passages", turn.passageId);
    if (!passage) throw new Error("The words of this turn are missing.");
    return { turn: await withheld(turn), passage, learned: await learnedBy(turn.id) };
  }

  /** What a turn taught, from the ops of its learning: the memory as it stands now, and whether that was undone. */
  async function learnedBy(turnId: TurnId): Promise<LearnedLine[]> {
    const ops = await store.opsOfCause(turnId);
    const net = new Map<string, { op: Op; undone: boolean }>();
    for (const op of ops) {
      if (op.table !== "memories" || op.entry === null) continue;
      if (op.cause.kind === "learn") net.set(op.entry, { op, undone: false });
      else if (op.cause.kind === "undo") {
        const line = net.get(op.entry);
        if (line) line.undone = !line.undone;
      }
    }
    const memories = await store.getMany("memories", [...net.keys()]);
    return [...net.entries()].map(([entry, { op, undone }], place): LearnedLine => {
      const learned = op.table === "memories" ? op.after : null;
      const memory = memories[place] ?? learned;
      if (!memory) throw new Error("A memory that was learned is missing.");
      return {
        entry,
        memoryId: memory.id,
        text: memory.status === "forgotten" ? "" : memory.text,
        what: op.before === null ? "kept" : "reinforced",
        support: Math.max(1, memory.evidence.length),
        undone,
      };
    });
  }

  /** An answer that rests on passages which were forgotten since is not shown; undoing the forgetting brings it back. */
  async function withheld(turn: Turn): Promise<Turn> {
    if (!turn.answer || turn.answer.recalled.length === 0) return turn;
    const passages = await store.getMany(
      "passages",
      turn.answer.recalled.map((line) => line.passageId),
    );
    if (passages.every((passage) => passage?.status === "live")) return turn;
    const text = "This answer rested on words that you asked to forget.";
    return { ...turn, answer: { ...turn.answer, text, claims: [], recalled: [] } };
  }

  return {
    turnView,

    async list(): Promise<Chat[]> {
      return (await store.all("chats")).sort((a, b) => b.lastAt - a.lastAt);
    },

    async view(chatId: ChatId): Promise<ChatView | null> {
      const chat = await store.get("chats", chatId);
      if (!chat) return null;
      const turns = await store.turnsOf(chatId);
      return { chat, turns: await Promise.all(turns.map(turnView)) };
    },

    /** Resolves once the words are safe. Saying the same turn again changes nothing. */
    async say({ chatId, turnId, text, saidAt }: SayRequest): Promise<TurnView> {
      const words = text.toWellFormed();
      if (words.trim() === "") throw new RangeError("There is nothing in this message.");
      if (words.length > MESSAGE_LIMIT) throw new RangeError("This message is too long to keep as one message.");
      // A clock that jumped ahead must not date words into the future.
      const at = Math.min(saidAt, clock.now());
      await store.commit({ kind: "say", id: `say:${turnId}` }, async (rows) => {
        if (await rows.get("turns", turnId)) return { changes: [] };
        const before = (await rows.get("chats", chatId)) ?? null;
        const sourceId = sourceOf(chatId);
        const ordinal = before ? (await rows.turnsOf(chatId)).length : 0;
        const title = before?.title ?? titleOf(words);
        const chat: Chat = { id: chatId, sourceId, title, startedAt: before?.startedAt ?? at, lastAt: at };
        const passage: Passage = {
          id: passageOf(turnId),
          sourceId,
          ordinal,
          text: words,
          speaker: "user",
          saidAt: at,
          section: "",
          status: "live",
        };
        const turn: Turn = {
          id: turnId,
          chatId,
          ordinal,
          passageId: passage.id,
          saidAt: at,
          answer: null,
          learned: false,
        };
        const changes: Change[] = [
          makeChange("chats", before, chat),
          makeChange("passages", null, passage),
          makeChange("turns", null, turn),
        ];
        if (!before) changes.push(makeChange("sources", null, chatSource(sourceId, title, at)));
        return { changes };
      });
      const turn = await store.get("turns", turnId);
      if (!turn) throw new Error("This message was not stored.");
      return turnView(turn);
    },

    /** Removes a chat from the list and withholds its words, with what was derived from them alone. Undo brings all of it back. */
    async remove(chatId: ChatId): Promise<{ causeId: string }> {
      const causeId = ids.random();
      await store.commit({ kind: "forget", id: causeId }, async (rows) => {
        const chat = await rows.get("chats", chatId);
        if (!chat) return { changes: [] };
        const turns = await rows.turnsOf(chatId);
        const { changes } = await forgetPassages(rows, await rows.passagesOf(chat.sourceId), chat.sourceId);
        for (const turn of turns) changes.push(makeChange("turns", turn, null));
        changes.push(makeChange("chats", chat, null));
        return { changes };
      });
      return { causeId };
    },
  };
}

function chatSource(id: SourceId, title: string, addedAt: number): Source {
  return { id, kind: "chat", title, mediaType: "", trust: "user", addedAt, contentHash: "", size: 0, status: "live" };
}

/** The first line of what was said first, cut at a word. */
function titleOf(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH).toWellFormed();
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), TITLE_LENGTH / 2)).trimEnd()}…`;
}
