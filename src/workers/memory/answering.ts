import { align } from "../../answer/align";
import { buildMessages } from "../../answer/buildMessages";
import { composeQuotes } from "../../answer/composeQuotes";
import { intentOf } from "../../memory/encode/intentOf";
import { makeChange } from "../../memory/graph/makeChange";
import type { Answer, Turn, TurnId } from "../../memory/model";
import type { Clock, Store } from "../../memory/ports";
import { recall } from "../../memory/recall/recall";
import type { Prepared, PrepareOptions, WrittenAnswer } from "../memoryProtocol";
import type { Indexer } from "./indexer";
import { withholdAnswer } from "./withhold";

/** Turns of the chat that a model reads beside the evidence. */
const WINDOW_TURNS = 4;

export interface AnsweringDeps {
  store: Store;
  clock: Clock;
  indexer: Pick<Indexer, "index" | "embedQuestion" | "embedAside">;
}

/** Recall for a turn, and what becomes of the answer once it is written. */
export function createAnswering({ store, clock, indexer }: AnsweringDeps) {
  async function turnOf(turnId: TurnId): Promise<Turn> {
    const turn = await store.get("turns", turnId);
    if (!turn) throw new Error("This message is not stored.");
    return turn;
  }

  /** What the chat's latest turns said, oldest first, for a model's sense of where the talk is. */
  async function windowOf(turn: Turn): Promise<{ user: string; assistant: string }[]> {
    const turns = (await store.turnsOf(turn.chatId)).filter((each) => each.ordinal < turn.ordinal).slice(-WINDOW_TURNS);
    const passages = await store.getMany(
      "passages",
      turns.map((each) => each.passageId),
    );
    const shown = await Promise.all(turns.map((each) => withholdAnswer(each, store)));
    return shown.flatMap((each, place) => {
      const passage = passages[place];
      const isWhole = passage?.status === "live" && each === turns[place];
      return isWhole ? [{ user: passage.text, assistant: each.answer?.text ?? "" }] : [];
    });
  }

  return {
    async prepare(turnId: TurnId, options: PrepareOptions, signal?: AbortSignal): Promise<Prepared> {
      const turn = await turnOf(turnId);
      const passage = await store.get("passages", turn.passageId);
      if (!passage) throw new Error("The words of this turn are missing.");
      const intent = intentOf(passage.text);
      if (!intent.asks) return { kind: "tell" };
      const question = intent.sentences
        .filter((sentence) => sentence.intent === "ask")
        .map((sentence) => sentence.text)
        .join(" ");
      const vector = await indexer.embedQuestion(question, signal);
      const found = recall(
        { question, vector, budgetTokens: options.budget, exclude: new Set([passage.id]) },
        indexer.index,
      );
      if (!found.bears) return { kind: "nothing", nearest: found.nearest };
      const messages = options.model
        ? buildMessages({ window: await windowOf(turn), recalled: found.lines, question: passage.text })
        : [];
      return { kind: "answer", recalled: found.lines, messages, quotes: composeQuotes(found.lines, question) };
    },

    /** Ties each sentence of an answer to its evidence and stores it. Storing it again replaces it. */
    async answer({ turnId, kind, text, recalled, modelId, ended }: WrittenAnswer): Promise<void> {
      const claims = kind === "model" || kind === "quotes" ? await align(text, recalled, indexer.embedAside) : [];
      const answer: Answer = { kind, text, claims, recalled, modelId, ended, answeredAt: clock.now() };
      await store.commit({ kind: "answer", id: `answer:${turnId}` }, async (rows) => {
        const turn = await rows.get("turns", turnId);
        if (!turn) throw new Error("This message is not stored.");
        return { changes: [makeChange("turns", turn, { ...turn, answer })] };
      });
    },
  };
}
