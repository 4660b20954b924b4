import type { Completion, CompletionRequest, LanguageModel } from "../../memory/ports";
import { type SuperviseOptions, superviseWorker } from "../../workers/superviseWorker";
import type { LanguageModelInfo } from "../models/languageModelInfo";
import { createTurns, stoppedAnswer } from "./createTurns";
import { ModelNotLoaded } from "./engineErrors";
import type { LlmApi, LlmState, LoadOptions } from "./protocol";

/** The language models of this device, one of them loaded at a time. */
export interface LlmClient {
  readonly state: LlmState;
  /**
   * Loads `model` in place of the one before, which ends the answer it is giving first. What it resolves to loads it again
   * by itself where it is not loaded any more. Rejects with an AbortError where a later `load` or `unload` overtook it.
   */
  load(
    model: LanguageModelInfo,
    options: LoadOptions,
    onProgress?: (done: number, total: number) => void,
  ): Promise<LanguageModel>;
  unload(): Promise<void>;
}

export interface LlmClientOptions extends Pick<SuperviseOptions<LlmApi>, "create" | "locks" | "timing"> {
  onState?(state: LlmState): void;
  /** How long a stopped answer may take to end before its worker is ended instead, ms. */
  patience?: number;
}

/** Less than the second in which Stop has to stop. */
const PATIENCE = 800;

/** After these nothing of the model is left that could answer. Its worker goes too, with whatever memory it holds. */
const BROKEN: ReadonlySet<string> = new Set(["DeviceLost", "OutOfMemory", "EngineFailed", "ModelCorrupt"]);

/** A model with the context it is to have. */
interface Wanted {
  key: string;
  model: LanguageModelInfo;
  options: LoadOptions;
}

/**
 * The page's side of llm.worker: calls are answered in turn, one that is "later" gives way, and the worker is replaced
 * where it is lost or does not stop. What was chosen last is what gets loaded: a load that something else overtook is
 * ended with its worker.
 */
export function createLlmClient({ onState, patience = PATIENCE, ...worker }: LlmClientOptions): LlmClient {
  let state: LlmState = { is: "off" };
  /** The model in the worker that lives now. */
  let inEngine: string | null = null;
  /** What `load` and `unload` asked for last, and whether it is still to be done. */
  let choice: { key: string | null; pending: boolean } = { key: null, pending: false };
  let loading: { key: string; overtaken: boolean; onProgress: Set<(done: number, total: number) => void> } | null =
    null;
  const turns = createTurns();

  function setState(next: LlmState): void {
    state = next;
    onState?.(next);
  }

  function empty(): void {
    inEngine = null;
    if (state.is === "ready") setState({ is: "off" });
  }

  const supervised = superviseWorker<LlmApi>({
    name: "llm",
    ...worker,
    onState: ({ is }) => is !== "ready" && empty(),
  });

  function fail({ model }: Wanted, error: unknown): void {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    if (BROKEN.has(name)) supervised.terminate();
    inEngine = null;
    setState({ is: "failed", modelId: model.id, name, reason: message });
  }

  /** Makes a choice; what is being loaded in its place ends at once. */
  function choose(key: string | null): typeof choice {
    choice = { key, pending: true };
    if (loading && loading.key !== key) {
      loading.overtaken = true;
      supervised.terminate();
    }
    return choice;
  }

  async function ensure(wanted: Wanted, onProgress?: (done: number, total: number) => void): Promise<void> {
    const { key, model, options } = wanted;
    if (inEngine === key) return;
    if (choice.pending && choice.key !== key) throw new ModelNotLoaded("Another language model was chosen.");
    const mine = { key, overtaken: false, onProgress: new Set(onProgress ? [onProgress] : []) };
    loading = mine;
    const tell = (done: number, total: number) => {
      if (mine.overtaken) return;
      setState({ is: "loading", modelId: model.id, done, total });
      for (const each of mine.onProgress) each(done, total);
    };
    // Whatever becomes of this load, the model before is out.
    inEngine = null;
    tell(0, model.bytes);
    // Where its worker died again and again, this is a new beginning.
    supervised.start();
    try {
      await supervised.api.load(model, options, tell);
    } catch (error) {
      if (mine.overtaken) throw new ModelNotLoaded("Another language model was chosen while this one was loaded.");
      fail(wanted, error);
      throw error;
    } finally {
      loading = null;
    }
    inEngine = key;
    setState({ is: "ready", modelId: model.id, contextTokens: options.contextTokens });
  }

  async function answer(
    wanted: Wanted,
    request: Parameters<LlmApi["complete"]>[0],
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Completion> {
    let written = "";
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      timer = setTimeout(() => {
        ended = true;
        supervised.restart();
      }, patience);
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await supervised.api.complete(
        request,
        (piece) => {
          if (ended) return;
          written += piece;
          onText(piece);
        },
        signal,
      );
    } catch (error) {
      if (!ended) {
        if (error instanceof Error && BROKEN.has(error.name)) fail(wanted, error);
        else if (error instanceof Error && error.name === "ModelNotLoaded") empty();
        throw error;
      }
      // Behind our back, so that the next question does not wait; a failure is told by the state.
      turns.runLast(() => (choice.key === wanted.key ? ensure(wanted) : Promise.resolve())).catch(() => undefined);
      return stoppedAnswer(written);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  function modelOf(wanted: Wanted): LanguageModel {
    const complete = (request: CompletionRequest, onText: (piece: string) => void = () => undefined) =>
      turns.complete(request, onText, {
        async prepare() {
          // No call of an earlier choice puts out the model that was chosen since.
          if (choice.key !== wanted.key) throw new ModelNotLoaded("Another language model was chosen.");
          await ensure(wanted);
        },
        answer: (...call) => answer(wanted, ...call),
      });
    return { id: wanted.model.id, contextTokens: wanted.options.contextTokens, complete };
  }

  return {
    get state() {
      return state;
    },

    async load(model, options, onProgress) {
      const wanted: Wanted = { key: `${model.id} ${options.contextTokens}`, model, options };
      const mine = choose(wanted.key);
      if (onProgress) loading?.onProgress.add(onProgress);
      await turns.run(async () => {
        if (choice.key !== wanted.key) throw overtaken();
        try {
          await ensure(wanted, onProgress);
        } catch (error) {
          throw choice.key === wanted.key ? error : overtaken();
        } finally {
          mine.pending = false;
        }
      });
      return modelOf(wanted);
    },

    async unload() {
      const mine = choose(null);
      await turns.run(async () => {
        if (choice !== mine) return;
        mine.pending = false;
        try {
          if (inEngine !== null) await supervised.api.unload();
        } catch (error) {
          // With its worker the model is gone all the same.
          if (!(error instanceof Error && error.name === "WorkerLost")) throw error;
        }
        inEngine = null;
        if (state.is !== "off") setState({ is: "off" });
      });
    },
  };
}

function overtaken(): DOMException {
  return new DOMException("Another language model was chosen meanwhile.", "AbortError");
}
