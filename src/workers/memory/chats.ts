import { makeChange } from "../../memory/graph/makeChange";
import type {
  Change,
  Chat,
  ChatId,
  Memory,
  Op,
  Passage,
  PassageId,
  Source,
  SourceId,
  Turn,
  TurnId,
} from "../../memory/model";
import type { Clock, Ids, Store } from "../../memory/ports";
import type { ChatView, LearnedLine, SayRequest, TurnView } from "../memoryProtocol";
import { chatTitle, forgetPassages } from "./forget";
import { withholdAnswer } from "./withhold";

/** Longest message, in UTF-16 units. A longer text belongs in a file. */
export const MESSAGE_LIMIT = 20_000;

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
    return { turn: await withholdAnswer(turn, store), passage, learned: await learnedBy(turn.id, passage) };
  }

  /**
   * What a turn taught, from the ops of its learning: the memory as it stands now, and whether that was undone. Ops keep words
   * that were forgotten since, so that what they hold is shown only while its row, or else the turn's passage, is not forgotten.
   */
  async function learnedBy(turnId: TurnId, passage: Passage): Promise<LearnedLine[]> {
    const ops = await store.opsOfCause(turnId);
    const net = new Map<string, { op: Op; undone: boolean }>();
    const repeated = new Map<string, Map<string, Memory>>();
    for (const op of ops) {
      if (op.table !== "memories" || op.entry === null) continue;
      if (op.id !== op.entry) {
        // A repeat in other words, kept beside the memory that it reinforced.
        if (op.cause.kind !== "learn" || !op.after) continue;
        const repeats = repeated.get(op.entry) ?? new Map<string, Memory>();
        repeated.set(op.entry, repeats.set(op.id, op.after));
        continue;
      }
      if (op.cause.kind === "learn") net.set(op.entry, { op, undone: false });
      else if (op.cause.kind === "undo") {
        const line = net.get(op.entry);
        if (line) line.undone = !line.undone;
      }
    }
    const rowIds = [...net.keys(), ...[...repeated.values()].flatMap((rows) => [...rows.keys()])];
    const stored = new Map(
      (await store.getMany("memories", rowIds)).flatMap((row) => (row ? [[row.id as string, row]] : [])),
    );
    const isShown = (id: string) => {
      const row = stored.get(id);
      return row ? row.status !== "forgotten" : passage.status === "live";
    };
    return [...net.entries()].map(([entry, { op, undone }]): LearnedLine => {
      const learned = op.table === "memories" ? op.after : null;
      const memory = stored.get(entry) ?? learned;
      if (!memory) throw new Error("A memory that was learned is missing.");
      const repeats = isShown(entry) ? [...(repeated.get(entry) ?? [])] : [];
      const saidAs = repeats.flatMap(([id, { text }]) => (isShown(id) ? [text] : []));
      return {
        entry,
        memoryId: memory.id,
        text: isShown(entry) ? memory.text : "",
        what: op.before === null ? "kept" : "reinforced",
        support: Math.max(1, memory.evidence.length),
        undone,
        ...(saidAs.length === 0 ? {} : { saidAs }),
      };
    });
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
        // Not a count: turns that were withheld from a memory file leave gaps.
        const ordinal = 1 + Math.max(-1, ...(await rows.passagesOf(sourceId)).map((each) => each.ordinal));
        const title = before?.title ?? chatTitle(words);
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
        // A chat that was forgotten and is gone on with is a new one in the same place.
        const source = (await rows.get("sources", sourceId)) ?? null;
        if (!before) changes.push(makeChange("sources", source, chatSource(sourceId, title, at)));
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
