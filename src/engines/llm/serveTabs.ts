import type { Completion, LanguageModel } from "../../memory/ports";
import { type Locks, lifeLock, onThreadDeath } from "../../workers/threadLife";
import { stoppedAnswer } from "./createTurns";
import { ModelNotLoaded } from "./engineErrors";
import type { LlmClient } from "./llmClient";
import type { SharedCall } from "./sharedLlmMessages";

/** What hears of a call before it ends. */
export interface CallListeners {
  onPiece?(text: string): void;
  onProgress?(done: number, total: number): void;
}

export interface TabServer {
  /** Does it with this tab's client. A completion where one was asked for. */
  run(what: SharedCall, listeners?: CallListeners, signal?: AbortSignal): Promise<Completion | null>;
  /** Does it for a call of another tab, until that stops it or is gone. */
  runFor(tab: string, call: string, what: SharedCall, listeners?: CallListeners): Promise<Completion | null>;
  stop(tab: string, call: string): void;
  /** Stops all calls of other tabs, and lets go of the model. */
  leave(): void;
}

/** The side of the tab that holds the model: its client, used by all tabs. */
export function serveTabs(client: LlmClient, locks: Locks): TabServer {
  /** Models that were loaded by this client, by id and context. */
  const models = new Map<string, LanguageModel>();
  const calls = new Map<string, Map<string, AbortController>>();

  async function load(what: Exclude<SharedCall, { is: "unload" }>, onProgress?: CallListeners["onProgress"]) {
    const model = await client.load(what.model, what.options, onProgress);
    models.set(keyOf(what), model);
    return model;
  }

  function stopAll(tab: string): void {
    for (const call of calls.get(tab)?.values() ?? []) call.abort();
    calls.delete(tab);
  }

  const run: TabServer["run"] = async (what, { onPiece, onProgress } = {}, signal) => {
    switch (what.is) {
      case "unload":
        await client.unload();
        return null;
      case "load":
        await load(what, onProgress);
        return null;
      case "complete": {
        let model: LanguageModel | null = models.get(keyOf(what)) ?? null;
        if (!model) {
          // It was loaded in a tab that is gone; what was chosen here since then goes before it.
          const { state } = client;
          const isTaken = (state.is === "loading" || state.is === "ready") && state.modelId !== what.model.id;
          if (isTaken) throw new ModelNotLoaded("Another language model was chosen.");
          try {
            model = await orStopped(load(what), signal);
          } catch (error) {
            // Not this call was ended, but the load that it waited for.
            const overtaken = error instanceof Error && error.name === "AbortError";
            throw overtaken ? new ModelNotLoaded("Another language model was chosen.") : error;
          }
        }
        return model ? model.complete({ ...what.request, signal }, onPiece) : stoppedAnswer("");
      }
    }
  };

  return {
    run,
    async runFor(tab, call, what, listeners) {
      let ofTab = calls.get(tab);
      if (!ofTab) {
        ofTab = new Map();
        calls.set(tab, ofTab);
        onThreadDeath(lifeLock(tab), () => stopAll(tab), locks);
      }
      const stop = new AbortController();
      ofTab.set(call, stop);
      try {
        return await run(what, listeners, stop.signal);
      } finally {
        ofTab.delete(call);
      }
    },
    stop: (tab, call) => calls.get(tab)?.get(call)?.abort(),
    leave() {
      for (const tab of [...calls.keys()]) stopAll(tab);
      models.clear();
      // Where its worker died the model is gone anyway.
      client.unload().catch(() => undefined);
    },
  };
}

const keyOf = ({ model, options }: Exclude<SharedCall, { is: "unload" }>) => `${model.id} ${options.contextTokens}`;

/** What `work` resolves to, or null where the signal comes first. */
export function orStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => resolve(null);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
