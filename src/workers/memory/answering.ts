import { align } from "../../answer/align";
import { composeQuotes } from "../../answer/composeQuotes";
import { type PastTurn, planPrompt } from "../../answer/planPrompt";
import { promptRoom } from "../../answer/promptRoom";
import { quotesBeside } from "../../answer/quotesBeside";
import { intentOf } from "../../memory/encode/intentOf";
import { makeChange } from "../../memory/graph/makeChange";
import type { Answer, Turn, TurnId } from "../../memory/model";
import type { Clock, Store } from "../../memory/ports";
import { recall } from "../../memory/recall/recall";
import type { Prepared, PrepareOptions, WrittenAnswer } from "../memoryProtocol";
import type { Indexer } from "./indexer";
import { withholdAnswer } from "./withhold";

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

  /**
   * The chat's earlier turns that may stand in a prompt, oldest first, and where the window of the last prompt began. Only what
   * a model wrote from memory is among them: what was told, quoted or not found is in memory or nowhere, and a turn that is
   * answered by hand later would change every prompt after it.
   */
  async function pastOf(turn: Turn): Promise<{ past: PastTurn[]; windowFrom: number }> {
    const turns = (await store.turnsOf(turn.chatId)).filter(
      (each) => each.ordinal < turn.ordinal && each.answer?.kind === "model" && each.answer.text.trim() !== "",
    );
    const passages = await store.getMany(
      "passages",
      turns.map((each) => each.passageId),
    );
    const shown = await Promise.all(turns.map((each) => withholdAnswer(each, store)));
    const past = turns.flatMap(({ ordinal, answer }, place): PastTurn[] => {
      const passage = passages[place];
      if (!answer || passage?.status !== "live" || shown[place] !== turns[place]) return [];
      const { text, recalled, written = null, thinking } = answer;
      return [{ ordinal, question: passage.text, recalled, answer: text, written, thought: thinking !== undefined }];
    });
    // An answer from before windows were kept: the window begins anew with it.
    const last = turns.at(-1);
    return { past, windowFrom: last?.answer?.written?.windowFrom ?? last?.ordinal ?? turn.ordinal };
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
      const quotes = composeQuotes(found.lines, question);
      if (!options.model)
        return {
          kind: "answer",
          recalled: found.lines,
          messages: [],
          quotes,
          windowFrom: turn.ordinal,
          maxTokens: 0,
        };
      const room = promptRoom(options.model.contextTokens, options.budget);
      const asked = { question: passage.text, recalled: found.lines, ordinal: turn.ordinal };
      const { messages, recalled, windowFrom } = planPrompt({ core: "", ...(await pastOf(turn)), asked, room });
      return { kind: "answer", recalled, messages, quotes, windowFrom, maxTokens: room.answer };
    },

    /** Ties each sentence of an answer to its evidence and stores it. Storing it again replaces it. */
    async answer(given: WrittenAnswer): Promise<void> {
      const { turnId, kind, text, recalled, modelId, ended } = given;
      const claims = kind === "model" || kind === "quotes" ? await align(text, recalled, indexer.embedAside) : [];
      const answer: Answer = {
        kind,
        text,
        claims,
        recalled,
        modelId,
        ended,
        answeredAt: clock.now(),
        ...byModel(given),
      };
      const beside = quotesBeside(answer).map((line) => line.n);
      if (beside.length > 0) answer.beside = beside;
      await store.commit({ kind: "answer", id: `answer:${turnId}` }, async (rows) => {
        const turn = await rows.get("turns", turnId);
        if (!turn) throw new Error("This message is not stored.");
        return { changes: [makeChange("turns", turn, { ...turn, answer })] };
      });
    },
  };
}

/** What is kept beside an answer that a model wrote. */
function byModel({ kind, usage, windowFrom, thinking }: WrittenAnswer): Pick<Answer, "written" | "thinking"> {
  if (kind !== "model" && kind !== "unaided") return {};
  const counts = usage ?? { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
  return { written: { windowFrom, ...counts }, ...(thinking ? { thinking } : {}) };
}
