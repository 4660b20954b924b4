import type {
  BrowserAvailability,
  BrowserModelApi,
  BrowserPromptOptions,
  BrowserSession,
  BrowserSessionOptions,
} from "../../src/engines/llm/promptApi";
import type { LlmApi } from "../../src/engines/llm/protocol";
import type { ChatMessage } from "../../src/memory/ports";
import { aModel } from "./fakeModels";
import { createScriptedEngine, type Script } from "./scriptedModel";

const fail = (name: string, message: string) => new DOMException(message, name);
const tokensOf = (messages: readonly ChatMessage[]) =>
  messages.reduce((sum, { content }) => sum + 1 + content.split(/\s+/).length, 0);

export interface FakePromptApiOptions extends Script {
  availability?: BrowserAvailability;
  /** It knows of `responseConstraint` only that it cannot keep to it. */
  constrains?: boolean;
  /** Pieces of this many words. */
  wordsPerPiece?: number;
  /** Sessions speak of input instead of context, as before it was renamed, and know neither `append` nor `clone`. */
  old?: boolean;
}

/** The browser's Prompt API as its explainer tells it, over a scripted engine. Its tokens are words. */
export class FakePromptApi implements BrowserModelApi {
  readonly sessions: FakeSession[] = [];
  readonly created: BrowserSessionOptions[] = [];
  readonly engine: LlmApi;
  readonly options: FakePromptApiOptions;
  failCreate: DOMException | null = null;

  constructor(options: FakePromptApiOptions = {}) {
    this.options = options;
    this.engine = createScriptedEngine({ ...options, context: Number.POSITIVE_INFINITY });
    void this.engine.load(aModel("browser"), { contextTokens: 0 }, () => undefined);
  }

  get contextWindow(): number {
    return this.options.context ?? 4096;
  }

  get live(): FakeSession[] {
    return this.sessions.filter((session) => !session.destroyed);
  }

  async availability(): Promise<BrowserAvailability> {
    return this.options.availability ?? "available";
  }

  async create(options: BrowserSessionOptions = {}): Promise<FakeSession> {
    this.created.push(options);
    options.signal?.throwIfAborted();
    if (this.failCreate) throw this.failCreate;
    const { initialPrompts = [], signal, monitor } = options;
    if (initialPrompts.slice(1).some(({ role }) => role === "system"))
      throw new TypeError("The system prompt is first.");
    if (tokensOf(initialPrompts) > this.contextWindow) throw fail("QuotaExceededError", "The prompts are too long.");
    if (monitor && this.options.availability === "downloadable") {
      const target = new EventTarget();
      monitor(target);
      for (const loaded of [0, 0.5, 1]) target.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded }));
    }
    const session = new FakeSession(this, initialPrompts);
    signal?.addEventListener("abort", () => session.destroy());
    this.sessions.push(session);
    return session;
  }

  /** The browser ends every session, to have its memory. */
  evict(): void {
    for (const session of this.live) session.destroy();
  }
}

class FakeSession extends EventTarget implements BrowserSession {
  readonly #api: FakePromptApi;
  readonly #initial: readonly ChatMessage[];
  #history: ChatMessage[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  readonly #ended = new AbortController();
  readonly isClone: boolean;

  constructor(api: FakePromptApi, initial: readonly ChatMessage[], isClone = false) {
    super();
    this.isClone = isClone;
    this.#api = api;
    this.#initial = initial;
  }

  get destroyed(): boolean {
    return this.#ended.signal.aborted;
  }
  get messages(): ChatMessage[] {
    return [...this.#initial, ...this.#history];
  }
  get #usage(): number {
    return tokensOf(this.messages);
  }
  get contextUsage(): number | undefined {
    return this.#api.options.old ? undefined : this.#usage;
  }
  get contextWindow(): number | undefined {
    return this.#api.options.old ? undefined : this.#api.contextWindow;
  }
  get inputUsage(): number | undefined {
    return this.#api.options.old ? this.#usage : undefined;
  }
  get inputQuota(): number | undefined {
    return this.#api.options.old ? this.#api.contextWindow : undefined;
  }
  get measureContextUsage(): BrowserSession["measureContextUsage"] {
    return this.#api.options.old ? undefined : (input) => this.#measure(input);
  }
  get measureInputUsage(): BrowserSession["measureInputUsage"] {
    return this.#api.options.old ? (input) => this.#measure(input) : undefined;
  }
  get clone(): BrowserSession["clone"] {
    return this.#api.options.old ? undefined : async ({ signal } = {}) => this.#clone(signal);
  }
  get append(): BrowserSession["append"] {
    return this.#api.options.old ? undefined : (input) => this.#append(input);
  }

  promptStreaming(input: readonly ChatMessage[], options: BrowserPromptOptions = {}): ReadableStream<string> {
    const cancelled = new AbortController();
    const signals = [cancelled.signal, this.#ended.signal, ...(options.signal ? [options.signal] : [])];
    return new ReadableStream<string>({
      start: (controller) => {
        const run = () => this.#prompt(input, options, AbortSignal.any(signals), (piece) => controller.enqueue(piece));
        this.#turn = this.#turn.then(run).then(
          () => controller.close(),
          (error) => {
            if (!cancelled.signal.aborted) controller.error(error);
          },
        );
      },
      cancel: () => cancelled.abort(),
    });
  }

  destroy(): void {
    this.#ended.abort(fail("InvalidStateError", "The model execution session has been destroyed."));
  }

  #clone(signal?: AbortSignal): FakeSession {
    this.#ended.signal.throwIfAborted();
    signal?.throwIfAborted();
    const clone = new FakeSession(this.#api, this.#initial, true);
    clone.#history = [...this.#history];
    this.#api.sessions.push(clone);
    return clone;
  }

  async #measure(input: readonly ChatMessage[]): Promise<number> {
    this.#ended.signal.throwIfAborted();
    return tokensOf(input);
  }

  async #append(input: readonly ChatMessage[]): Promise<void> {
    const appended = this.#turn.then(() => {
      this.#ended.signal.throwIfAborted();
      this.#makeRoom(tokensOf(input));
      this.#history.push(...input);
    });
    this.#turn = appended.catch(() => undefined);
    await appended;
  }

  /** Drops the oldest turns, never the prompts that the session was made with. */
  #makeRoom(tokens: number): void {
    const { contextWindow } = this.#api;
    if (tokensOf(this.#initial) + tokens > contextWindow) throw fail("QuotaExceededError", "The input is too large.");
    let dropped = false;
    while (this.#usage + tokens > contextWindow) {
      this.#history.splice(0, 2);
      dropped = true;
    }
    if (dropped) this.dispatchEvent(new Event(this.#api.options.old ? "quotaoverflow" : "contextoverflow"));
  }

  async #prompt(
    input: readonly ChatMessage[],
    { responseConstraint }: BrowserPromptOptions,
    signal: AbortSignal,
    onPiece: (piece: string) => void,
  ): Promise<void> {
    const { constrains = true, wordsPerPiece = 1 } = this.#api.options;
    signal.throwIfAborted();
    if (this.messages.length > 0 && input.some(({ role }) => role === "system")) {
      throw new TypeError("The system prompt is first.");
    }
    if (responseConstraint && !constrains) throw fail("NotSupportedError", "No schema is supported.");
    this.#makeRoom(tokensOf(input));
    const messages = [...this.messages, ...input];
    const words: string[] = [];
    const flush = () => words.length > 0 && onPiece(words.splice(0).join(""));
    const { text, ended } = await this.#api.engine.complete(
      { messages, maxTokens: Number.POSITIVE_INFINITY, temperature: 0, schema: responseConstraint },
      (word) => {
        words.push(word);
        if (words.length === wordsPerPiece) flush();
      },
      signal,
    );
    flush();
    if (ended === "stopped") throw signal.reason;
    const answer: ChatMessage = { role: "assistant", content: text };
    this.#makeRoom(tokensOf([...input, answer]));
    this.#history.push(...input, answer);
  }
}
