import type { ChatMessage, Completion, CompletionRequest, LanguageModel } from "../../memory/ports";
import type { LanguageModelInfo } from "../models/languageModelInfo";
import { type Asked, contextWindow, makeSession, measure, type Streamed, streamAnswer, usage } from "./browserSession";
import { createTurns, stoppedAnswer } from "./createTurns";
import { EngineFailed, ModelNotLoaded, PromptEmpty, tooLong } from "./engineErrors";
import type { BrowserModelApi, BrowserSession, BrowserSessionOptions } from "./promptApi";

/** The browser's own model, spoken to from the page. */
export interface BrowserModel extends LanguageModel {
  /** Lets the browser take it out of memory. */
  close(): void;
}

/** A guess until a session tells it. */
const USUAL_CONTEXT = 4096;

/** What is known of the browser's own model; null where it has none. The browser may have to download it first. */
export async function browserModelInfo(api: BrowserModelApi | undefined): Promise<LanguageModelInfo | null> {
  let availability: string;
  try {
    availability = (await api?.availability()) ?? "unavailable";
  } catch {
    // Forbidden here, by a policy of the browser or of whoever runs it.
    availability = "unavailable";
  }
  if (availability === "unavailable") return null;
  return {
    id: "browser",
    name: "The browser's own model",
    kind: "browser",
    from: "browser",
    licence: "",
    bytes: 0,
    memoryBytes: 0,
    parameters: 0,
    contextTokens: USUAL_CONTEXT,
    needsF16: false,
    family: "browser",
    thinks: false,
    files: [],
  };
}

type SamplingMode = BrowserSessionOptions["samplingMode"];

/** A session that has read a system text, and from which chats are cloned; it also keeps the model in memory. */
interface Base {
  session: BrowserSession;
  system: string | null;
  samplingMode: SamplingMode;
}

/** The session that a chat goes on with from turn to turn. */
interface Chat {
  session: BrowserSession;
  /** What it has read and written. */
  messages: readonly ChatMessage[];
  samplingMode: SamplingMode;
  /** False once an answer pushed its oldest turns out. */
  isWhole: boolean;
  /** Resolves when nothing of it is under way. */
  settled: Promise<void>;
}

/**
 * Opens the browser's own model. Where the browser has to download it first, which a page may only ask for on a click,
 * `onProgress` gets parts of 1. Rejects with EngineFailed, or with the reason of `signal`.
 */
export async function openBrowserModel(
  api: BrowserModelApi,
  onProgress: (done: number, total: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<BrowserModel> {
  const monitor = (monitor: EventTarget) =>
    monitor.addEventListener("downloadprogress", (event) => onProgress((event as ProgressEvent).loaded, 1));
  let base: Base | null;
  let contextTokens: number;
  try {
    const session = await makeSession((making) => api.create({ monitor, signal: making }), signal);
    base = { session, system: null, samplingMode: undefined };
    contextTokens = Number.isFinite(contextWindow(session)) ? contextWindow(session) : USUAL_CONTEXT;
  } catch (error) {
    throw signal?.aborted ? signal.reason : toEngineError(error);
  }
  const turns = createTurns();
  let chat: Chat | null = null;
  let constrains = true;
  let closed = false;

  function forget(old: Chat | null): void {
    if (chat === old) chat = null;
    old?.session.destroy();
  }

  /** A session that holds all of `messages` but `input`; `isReused` where it had read that before. */
  async function begin(
    messages: readonly ChatMessage[],
    samplingMode: SamplingMode,
    keeps: boolean,
    stop: AbortSignal,
  ): Promise<Pick<Asked, "session" | "input" | "isReused">> {
    const [head, ...rest] = messages;
    const system = head?.role === "system" && rest.length > 0 ? head : null;
    const create = (initialPrompts: readonly ChatMessage[]) =>
      makeSession((signal) => api.create({ initialPrompts, samplingMode, signal }), stop);
    const isRead = base?.system === (system?.content ?? null) && base.samplingMode === samplingMode;
    if (keeps && !isRead && (base === null || base.session.clone)) {
      const session = await create(system ? [system] : []);
      base?.session.destroy();
      base = { session, system: system?.content ?? null, samplingMode };
    }
    const from = keeps || isRead ? base?.session : undefined;
    const clone = from?.clone?.bind(from);
    if (!clone) return { session: await create(messages.slice(0, -1)), input: messages.slice(-1), isReused: false };
    const session = await makeSession((signal) => clone({ signal }), stop);
    return { session, input: system ? rest : messages, isReused: isRead };
  }

  /** The session that goes on with `messages`, or a new one. Background work has sessions of its own. */
  async function prepare(
    request: CompletionRequest,
    messages: readonly ChatMessage[],
    stop: AbortSignal,
  ): Promise<Asked> {
    const { temperature, schema, maxTokens } = request;
    const constraint = constrains ? schema : undefined;
    const samplingMode = temperature < 0.1 ? "most-predictable" : temperature < 0.6 ? "predictable" : "balanced";
    const keeps = isOfChat(request);
    if (keeps) {
      await Promise.race([chat?.settled, aborted(stop)]);
      if (chat?.samplingMode === samplingMode && isBeginning(chat.messages, messages)) {
        const { session } = chat;
        const input = messages.slice(chat.messages.length);
        const held = usage(session);
        const added = await measure(session, input, { signal: stop });
        // With more than that the browser drops the oldest turns by itself.
        if (held + added <= contextWindow(session)) {
          return { session, input, held, added, isReused: true, maxTokens, constraint };
        }
      }
      forget(chat);
    }
    const { session, input, isReused } = await begin(messages, samplingMode, keeps, stop);
    try {
      const held = usage(session);
      const added = await measure(session, input, { signal: stop, responseConstraint: constraint });
      if (held + added > contextWindow(session)) throw tooLong();
      if (keeps) keepChat(session, messages.slice(0, -input.length), samplingMode);
      return { session, input, held, added, isReused, maxTokens, constraint };
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  function keepChat(session: BrowserSession, messages: readonly ChatMessage[], samplingMode: SamplingMode): void {
    const made: Chat = { session, messages, samplingMode, isWhole: true, settled: Promise.resolve() };
    chat = made;
    const overflown = () => {
      made.isWhole = false;
    };
    session.addEventListener("contextoverflow", overflown);
    session.addEventListener("quotaoverflow", overflown);
  }

  /** Notes what the session of the chat holds after an answer. */
  async function settle(kept: Chat, asked: Asked, messages: readonly ChatMessage[], { completion, settled }: Streamed) {
    const { text, ended } = completion;
    const whole: ChatMessage[] = [...messages, { role: "assistant", content: text }];
    try {
      await settled;
      if (!kept.isWhole) throw new Error("Its oldest turns are gone.");
      if (ended !== "complete") {
        // Who stopped it may not want it; and the standard says that it leaves the session, together with its question.
        if (usage(kept.session) > asked.held || !kept.session.append) throw new Error("It holds an unknown part.");
        if (ended === "stopped") return;
        await kept.session.append([...asked.input, { role: "assistant", content: text }]);
      }
      kept.messages = whole;
    } catch {
      // The next turn begins a new one.
      forget(kept);
    }
  }

  async function answer(
    request: CompletionRequest,
    onText: (piece: string) => void,
    stop: AbortSignal,
    isFirstTry = true,
  ): Promise<Completion> {
    if (closed) throw new ModelNotLoaded("The browser's own model was closed.");
    if (request.messages.length === 0) throw new PromptEmpty("There is no message to answer.");
    const messages = request.messages.map(({ role, content }) => ({ role, content: content.toWellFormed() }));
    let asked: Asked | null = null;
    let wrote = false;
    try {
      asked = await prepare(request, messages, stop);
      const streamed = await streamAnswer(asked, stop, (piece) => {
        wrote = true;
        onText(piece);
      });
      if (chat?.session === asked.session) chat.settled = settle(chat, asked, messages, streamed);
      return streamed.completion;
    } catch (error) {
      if (stop.aborted) return stoppedAnswer("");
      if (isOfChat(request)) forget(chat);
      const { name } = error instanceof Error ? error : { name: "" };
      // A browser may end sessions that rested for long.
      const rested = name === "InvalidStateError";
      if (rested) {
        base?.session.destroy();
        base = null;
      }
      // It knows less of JSON Schema than was asked: the caller checks the answer anyway.
      const unschooled = name === "NotSupportedError" && asked?.constraint !== undefined;
      if (unschooled) constrains = false;
      if (isFirstTry && !wrote && (rested || unschooled)) return answer(request, onText, stop, false);
      throw toEngineError(error);
    } finally {
      if (asked && asked.session !== chat?.session) asked.session.destroy();
    }
  }

  return {
    id: "browser",
    contextTokens,
    complete: (request, onText = () => undefined) =>
      turns.complete(request, onText, { answer: (_asked, take, stop) => answer(request, take, stop) }),
    close() {
      closed = true;
      forget(chat);
      base?.session.destroy();
    },
  };
}

const isOfChat = ({ priority, schema }: CompletionRequest): boolean => priority !== "later" && schema === undefined;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** Whether a chat goes on from `held`. Who keeps it may have trimmed what the model wrote. */
function isBeginning(held: readonly ChatMessage[], messages: readonly ChatMessage[]): boolean {
  const same = (a: ChatMessage, b: ChatMessage | undefined) =>
    a.role === b?.role && (a.role === "assistant" ? a.content.trim() === b.content.trim() : a.content === b.content);
  return held.length < messages.length && held.every((message, n) => same(message, messages[n]));
}

/** What went wrong in the browser, by Cairn's names. */
function toEngineError(error: unknown): Error {
  if (error instanceof EngineFailed || error instanceof ModelNotLoaded || error instanceof PromptEmpty) return error;
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  if (name === "PromptTooLong") return error as Error;
  if (name === "QuotaExceededError") return tooLong();
  return new EngineFailed(`The browser's own model broke down: ${message || name}`);
}
