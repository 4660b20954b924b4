import type { Answer, Recalled, TurnId } from "../memory/model";
import type { ChatMessage, LanguageModel } from "../memory/ports";
import type { MemoryApi, TurnView } from "../workers/memoryProtocol";
import type { Timers } from "./coalesce";
import { despiteRestart, type Failure, failureOf, isAbort } from "./failure";

/**
 * Who is to answer: the language model from memory, memory's own quotes, or the model without memory. Nobody: the answer
 * is stored, only learning is left.
 */
export type AnswerBy = "memory" | "quotes" | "unaided" | "nobody";

/** What a turn is waiting for. */
export type TurnStep =
  /** Its words are not safe yet. */
  | { is: "saying" }
  /** Stored; an earlier turn is still being answered. */
  | { is: "waiting" }
  | { is: "recalling" }
  | { is: "writing"; text: string; recalled: Recalled[] }
  | { is: "storing"; text: string; recalled: Recalled[] }
  | { is: "learning" }
  | { is: "failed"; at: FailedStep; failure: Failure };

/** Where a turn failed. Before "recall" the words are not stored; from there on they are. */
export type FailedStep = "say" | "recall" | "model" | "answer" | "learn";

/** A step that failed, with where. */
export class TurnFailure extends Error {
  override name = "TurnFailure";
  constructor(
    readonly at: FailedStep,
    readonly failure: Failure,
  ) {
    super(failure.reason);
  }
}

/** The sentences that Cairn itself says as an answer; they are stored with the turn. */
export interface AnswerWords {
  /** What was kept of a message that asked nothing: memories kept, and memories known before that it supports. */
  told(kept: number, known: number): string;
  nothing: string;
}

/** Watches what a model writes, for small ones repeat themselves until their room is full. */
export interface WritingGuard {
  /** Takes the next piece and says whether the model should go on. */
  push(piece: string): "go on" | "loop" | "garbage" | "long";
  /** What is worth keeping of it. */
  readonly text: string;
}

export interface AnswerDeps {
  memory: Pick<MemoryApi, "prepare" | "answer" | "learn">;
  words: AnswerWords;
  timers: Timers;
  createGuard(): WritingGuard;
}

export interface AnswerRequest {
  view: TurnView;
  by: AnswerBy;
  /** Null where none can answer now. */
  model: LanguageModel | null;
  /** The model that answers in the place of one that failed; null where quotes are what is left. */
  descend(model: LanguageModel, failure: Failure): Promise<LanguageModel | null>;
  signal: AbortSignal;
  onStep(step: TurnStep): void;
  /** Each newer form of the turn, as soon as it is stored. */
  onView(view: TurnView): void;
}

/** Evidence handed to a model is kept short, since a small one on the CPU reads some 26 tokens a second; quotes may be more. */
const BUDGET = { model: 600, quotes: 1200 };
const MAX_TOKENS = 400;
const TEMPERATURE = 0.2;
const SMALLEST_SHARE = 0.25;
/** After that nobody waits for the end of an answer; what was written is kept. */
const LONGEST_MS = 300_000;

/**
 * Carries a stored turn to its end: recall, answer, learn. Resolves true when an answer is stored, false when it was
 * stopped before a word was written. Rejects with TurnFailure; what was stored until then stays.
 */
export async function answerTurn(deps: AnswerDeps, request: AnswerRequest): Promise<boolean> {
  const { memory, words } = deps;
  const { view, by, signal, onStep, onView } = request;
  const turnId = view.turn.id;

  const learn = async (before: TurnView): Promise<TurnView> => {
    if (before.turn.learned) return before;
    onStep({ is: "learning" });
    const learned = await step("learn", () => despiteRestart(() => memory.learn(turnId)));
    onView(learned);
    return learned;
  };
  const store = async (written: Omit<Written, "turnId">): Promise<TurnView> => {
    onStep({ is: "storing", text: written.text, recalled: written.recalled });
    const answered = await step("answer", () => despiteRestart(() => memory.answer({ turnId, ...written })));
    onView(answered);
    return answered;
  };
  const write = (writer: LanguageModel, messages: ChatMessage[], recalled: Recalled[], maxTokens = MAX_TOKENS) => {
    onStep({ is: "writing", text: "", recalled });
    const onText = (text: string) => onStep({ is: "writing", text, recalled });
    return stream(writer, messages, { signal, guard: deps.createGuard(), timers: deps.timers, onText, maxTokens });
  };
  const ending = async (stored: boolean): Promise<boolean> => {
    await learn(view);
    return stored;
  };
  /** What answers in the place of `from`; "stopped" where nobody waits for it any more. */
  const descend = (from: LanguageModel, failure: Failure): Promise<LanguageModel | null | "stopped"> => {
    const stopped = new Promise<"stopped">((resolve) => {
      if (signal.aborted) resolve("stopped");
      signal.addEventListener("abort", () => resolve("stopped"), { once: true });
    });
    return Promise.race([request.descend(from, failure), stopped]);
  };

  if (by === "nobody") return ending(true);
  let model = by === "quotes" ? null : request.model;
  while (by === "unaided" && model) {
    try {
      const { text, ended, usage } = await write(model, [{ role: "user", content: view.passage.text }], []);
      if (text === "" && ended === "stopped") return false;
      await store({
        kind: "unaided",
        text,
        recalled: [],
        modelId: model.id,
        ended,
        usage,
        windowFrom: view.turn.ordinal,
      });
      return ending(true);
    } catch (error) {
      const failure = modelFailure(error);
      const next = await descend(model, failure);
      if (next === "stopped") return false;
      if (!next) throw new TurnFailure("model", failure);
      model = next;
    }
  }

  /** Share of the model's context that is counted on: smaller where its words turned out to be longer than was thought. */
  let share = 1;
  for (;;) {
    onStep({ is: "recalling" });
    let prepared: Awaited<ReturnType<MemoryApi["prepare"]>>;
    try {
      const budget = model ? BUDGET.model * share : BUDGET.quotes;
      const reader = model && { contextTokens: Math.floor(model.contextTokens * share) };
      prepared = await despiteRestart(() => memory.prepare(turnId, { budget, model: reader }, signal));
    } catch (error) {
      if (!isAbort(error)) throw new TurnFailure("recall", failureOf(error));
      return ending(false);
    }
    const byCairn = { modelId: null, ended: "complete", usage: null, windowFrom: view.turn.ordinal } as const;
    switch (prepared.kind) {
      case "tell": {
        const learned = await learn(view);
        const kept = learned.learned.filter((line) => line.what === "kept").length;
        const text = words.told(kept, learned.learned.length - kept);
        await store({ kind: "told", text, recalled: [], ...byCairn });
        return true;
      }
      case "nothing":
        await store({ kind: "nothing", text: words.nothing, recalled: prepared.nearest, ...byCairn });
        return ending(true);
      case "answer": {
        const { recalled, messages, quotes, windowFrom, maxTokens } = prepared;
        if (!model) {
          await store({ kind: "quotes", text: quotes, recalled, ...byCairn });
          return ending(true);
        }
        let answer: Streamed;
        try {
          answer = await write(model, messages, recalled, maxTokens);
        } catch (error) {
          const failure = modelFailure(error);
          if (failure.name === "PromptTooLong" && share > SMALLEST_SHARE) {
            share /= 2;
            continue;
          }
          // Never without an answer: another model's, or quotes.
          const next = await descend(model, failure);
          if (next === "stopped") return ending(false);
          model = next;
          continue;
        }
        if (answer.text === "" && answer.ended === "stopped") return ending(false);
        await store({ kind: "model", recalled, modelId: model.id, windowFrom, ...answer });
        return ending(true);
      }
    }
  }
}

type Written = Parameters<MemoryApi["answer"]>[0];

async function step<T>(at: FailedStep, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TurnFailure(at, failureOf(error));
  }
}

/** What the engine says of a call that it did not carry to its end. */
function modelFailure(error: unknown): Failure {
  return error instanceof TurnFailure ? error.failure : failureOf(error);
}

interface Writing {
  signal: AbortSignal;
  guard: WritingGuard;
  timers: Timers;
  maxTokens: number;
  onText(text: string): void;
}

type Streamed = Pick<Written, "text" | "usage" | "thinking"> & { ended: Answer["ended"] };

/**
 * What the model writes. Stop ends it here at once, with the words that came: the engine may take longer to notice
 * (while it reads the prompt it looks at the signal only between batches). So does an answer that runs in a circle, or on
 * for too long.
 */
async function stream(
  model: LanguageModel,
  messages: ChatMessage[],
  { signal, guard, timers, maxTokens, onText }: Writing,
): Promise<Streamed> {
  const cut = new AbortController();
  const ended = new Promise<"stopped" | "length">((resolve) => {
    const stop = () => resolve("stopped");
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    cut.signal.addEventListener("abort", () => resolve("length"), { once: true });
  });
  const either = AbortSignal.any([signal, cut.signal]);
  const request = { messages, maxTokens, temperature: TEMPERATURE, signal: either };
  const timer = timers.set(() => cut.abort(), LONGEST_MS);
  const completion = model.complete(request, (piece) => {
    if (either.aborted) return;
    if (guard.push(piece) !== "go on") cut.abort();
    onText(guard.text);
  });
  const sofar = (): Omit<Streamed, "ended"> => ({ text: guard.text.trimEnd(), usage: null });
  try {
    const first = await Promise.race([completion, ended]);
    if (typeof first === "object") {
      const { text, usage, thinking } = first;
      return { text, ended: first.ended, usage, ...(thinking !== undefined && { thinking }) };
    }
    // Whatever the engine says after it was told to stop changes nothing any more.
    completion.catch(() => undefined);
    return { ...sofar(), ended: first };
  } catch (error) {
    if (!either.aborted) throw error;
    return { ...sofar(), ended: signal.aborted ? "stopped" : "length" };
  } finally {
    timers.clear(timer);
  }
}

/** The turn a message becomes before memory has given it its place. */
export interface Outgoing {
  turnId: TurnId;
  text: string;
  saidAt: number;
}
