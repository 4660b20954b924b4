import type { Completion, CompletionRequest, LanguageModel } from "../../memory/ports";
import { WorkerLost } from "../../workers/rpc";
import { stoppedAnswer } from "./createTurns";
import { electHolder, type Seat, type SharingLocks } from "./electHolder";
import type { LlmClient } from "./llmClient";
import type { LlmState } from "./protocol";
import { type CallListeners, orStopped, serveTabs, type TabServer } from "./serveTabs";
import { isSharedLlmMessage, type SharedCall, type SharedLlmMessage } from "./sharedLlmMessages";

/** The part of BroadcastChannel that is needed. */
export interface TabChannel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export interface SharedLlmOptions {
  /** Makes the client of this tab's own llm.worker. Called once, when this tab first holds the model. */
  createClient(onState: (state: LlmState) => void): LlmClient;
  /** Of the model that all tabs use, whichever holds it. */
  onState?(state: LlmState): void;
  /** Null where the browser has none: then each tab is on its own. */
  locks?: SharingLocks | null;
  channel?: TabChannel | null;
  /** How often a tab that waits for another asks whether it is there, ms. */
  askEvery?: number;
}

/** The Web Lock of the tab that holds the model, and the channel over which the others use it. */
const NAME = "cairn-llm";
const ASK_EVERY = 5_000;
/** Progress is told to other tabs no more often than that, ms. */
const TELL_EVERY = 100;

/** The tab that held the model is gone, and with it what it was doing for this one. */
class TabLost extends WorkerLost {}

/** A call of this tab under way in another. */
interface CallAway extends CallListeners {
  what: SharedCall;
  resolve(completion: Completion | null): void;
  reject(error: Error): void;
}

/**
 * The language model of all tabs: the one with the Web Lock `cairn-llm` holds it, the others use it through that one. When
 * it goes, another gets the lock; answers under way reject with WorkerLost, loads go on there. What is chosen last in any
 * tab is what is loaded, after the answer that is being given.
 */
export function createSharedLlm({
  createClient,
  onState = () => undefined,
  locks = (globalThis.navigator?.locks as SharingLocks | undefined) ?? null,
  channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(NAME),
  askEvery = ASK_EVERY,
}: SharedLlmOptions): LlmClient {
  if (!locks || !channel) return createClient(onState);

  let state: LlmState = { is: "off" };
  /** Once this tab held the model. */
  let own: { client: LlmClient; server: TabServer } | null = null;
  const away = new Map<string, CallAway>();
  let toldAt = Number.NEGATIVE_INFINITY;
  const post = (message: SharedLlmMessage) => channel.postMessage(message);

  const election = electHolder({
    name: NAME,
    locks,
    askEvery,
    ask: () => post({ is: "who", from: election.tab }),
    isWaiting: () => away.size > 0,
    onSeat: sit,
  });
  const { tab } = election;

  function setState(next: LlmState): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    onState(next);
  }

  function sit(seat: Seat): void {
    for (const { reject } of away.values()) reject(new TabLost("The tab that held the language model is gone."));
    away.clear();
    if (seat.is === "here") {
      own ??= openOwn();
      setState(own.client.state);
      tell();
    } else {
      // It was stolen from this tab.
      if (own && own.client.state.is !== "off") own.server.leave();
      setState({ is: "off" });
    }
  }

  function openOwn(): { client: LlmClient; server: TabServer } {
    const client = createClient((next) => {
      if (election.seat.is !== "here") return;
      const isMore = next.is === "loading" && state.is === "loading" && next.done < next.total;
      setState(next);
      if (!isMore || performance.now() - toldAt >= TELL_EVERY) tell();
    });
    return { client, server: serveTabs(client, locks as SharingLocks) };
  }

  function tell(): void {
    toldAt = performance.now();
    post({ is: "holder", from: tab, state });
  }

  channel.onmessage = ({ data }) => {
    if (!isSharedLlmMessage(data) || data.from === tab) return;
    const { seat } = election;
    if (data.is === "who") {
      if (seat.is === "here") tell();
    } else if (data.is === "holder") {
      hear(data.from, data.state);
    } else if (data.to !== tab) {
      return;
    } else if (data.is === "call") {
      void serve(data.from, data.call, data.what);
    } else if (data.is === "stop") {
      own?.server.stop(data.from, data.call);
    } else if (seat.is === "away" && seat.tab === data.from) {
      settle(data);
    }
  };

  function hear(from: string, next: LlmState): void {
    election.hear(from);
    if (election.seat.is !== "away") return;
    setState(next);
    for (const call of away.values()) tellProgress(call);
  }

  function tellProgress({ what, onProgress }: Pick<CallAway, "what" | "onProgress">): void {
    if (what.is !== "load" || state.is !== "loading" || what.model.id !== state.modelId) return;
    onProgress?.(state.done, state.total);
  }

  function settle(message: Extract<SharedLlmMessage, { is: "piece" | "done" | "failed" }>): void {
    election.heard();
    const call = away.get(message.call);
    if (message.is === "piece") {
      call?.onPiece?.(message.text);
      return;
    }
    away.delete(message.call);
    if (message.is === "done") call?.resolve(message.completion);
    else call?.reject(Object.assign(new Error(message.reason), { name: message.name }));
  }

  async function serve(from: string, call: string, what: SharedCall): Promise<void> {
    const back = { from: tab, to: from, call };
    try {
      if (!own || election.seat.is !== "here") throw new WorkerLost("This tab does not hold the language model.");
      const onPiece = (text: string) => post({ is: "piece", ...back, text });
      post({ is: "done", ...back, completion: await own.server.runFor(from, call, what, { onPiece }) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
      post({ is: "failed", ...back, name, reason: message });
    }
  }

  function send(to: string, what: SharedCall, listeners: CallListeners, signal?: AbortSignal) {
    const call = crypto.randomUUID();
    const stop = () => post({ is: "stop", from: tab, to, call });
    return new Promise<Completion | null>((resolve, reject) => {
      away.set(call, { ...listeners, what, resolve, reject });
      post({ is: "call", from: tab, to, call, what });
      signal?.addEventListener("abort", stop, { once: true });
      if (signal?.aborted) stop();
      election.watch();
      // It may be under way already.
      tellProgress({ ...listeners, what });
    }).finally(() => signal?.removeEventListener("abort", stop));
  }

  async function run(what: SharedCall, listeners: CallListeners, signal?: AbortSignal): Promise<Completion | null> {
    const seat = await orStopped(election.find(), signal);
    if (!seat) return stoppedAnswer("");
    if (seat.is === "away") return send(seat.tab, what, listeners, signal);
    own ??= openOwn();
    return own.server.run(what, listeners, signal);
  }

  /** For what may be done again: goes on with the next tab where one is gone. */
  async function runOn(what: SharedCall, listeners: CallListeners = {}): Promise<void> {
    for (;;) {
      try {
        await run(what, listeners);
        return;
      } catch (error) {
        if (!(error instanceof TabLost)) throw error;
      }
    }
  }

  return {
    get state() {
      return state;
    },
    async load(model, options, onProgress) {
      await runOn({ is: "load", model, options }, { onProgress });
      const complete = async ({ signal, ...request }: CompletionRequest, onPiece?: (piece: string) => void) => {
        const completion = await run({ is: "complete", model, options, request }, { onPiece }, signal);
        return completion ?? stoppedAnswer("");
      };
      return { id: model.id, contextTokens: options.contextTokens, complete } satisfies LanguageModel;
    },
    unload: () => runOn({ is: "unload" }),
  };
}
