import type { Completion, CompletionRequest, LanguageModel } from "../../memory/ports";
import { type SuperviseOptions, superviseWorker } from "../../workers/superviseWorker";
import type { LlmApi, ModelEntry, ModelManifest } from "./protocol";
import { readManifest } from "./readManifest";

export type LlmState =
  | { is: "off" }
  /** Bytes of its files read so far; then the engine takes them in. */
  | { is: "loading"; modelId: string; done: number; total: number }
  | { is: "ready"; modelId: string }
  | { is: "failed"; modelId: string; reason: string };

export interface LlmClientOptions extends Pick<SuperviseOptions<LlmApi>, "create" | "locks" | "timing"> {
  onState?(state: LlmState): void;
  /** How long a stopped answer may take to end before its worker is ended instead, ms. */
  patience?: number;
}

/** The language models of this device, one of them loaded at a time. */
export interface LlmClient {
  readonly state: LlmState;
  listModels(): Promise<ModelManifest>;
  /** Loads `model` in place of the one before. What it resolves to loads it again by itself where the worker was lost. */
  load(model: ModelEntry, onProgress?: (done: number, total: number) => void): Promise<LanguageModel>;
  unload(): Promise<void>;
}

/** Less than the second in which Stop has to stop. */
const PATIENCE = 800;

/** The page's side of llm.worker: calls are answered in turn, and the worker is replaced where it is lost or does not stop. */
export function createLlmClient({ onState, patience = PATIENCE, ...worker }: LlmClientOptions): LlmClient {
  let state: LlmState = { is: "off" };
  /** The model in the worker that lives now. */
  let inEngine: string | null = null;
  let turn: Promise<unknown> = Promise.resolve();

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

  /** Runs `work` when everything before it has ended. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  async function ensure(model: ModelEntry, onProgress?: (done: number, total: number) => void): Promise<void> {
    if (inEngine === model.id) return;
    const loading = (done: number, total: number) => {
      setState({ is: "loading", modelId: model.id, done, total });
      onProgress?.(done, total);
    };
    loading(
      0,
      model.files.reduce((bytes, file) => bytes + file.bytes, 0),
    );
    // Whatever becomes of this load, the model before is out.
    inEngine = null;
    try {
      await supervised.api.load(model, loading);
    } catch (error) {
      setState({ is: "failed", modelId: model.id, reason: error instanceof Error ? error.message : String(error) });
      throw error;
    }
    inEngine = model.id;
    setState({ is: "ready", modelId: model.id });
  }

  async function run(model: ModelEntry, request: CompletionRequest, onText: (piece: string) => void) {
    const { signal, ...rest } = request;
    let written = "";
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      timer = setTimeout(() => {
        ended = true;
        supervised.restart();
      }, patience);
    };
    signal?.addEventListener("abort", stop, { once: true });
    try {
      return await supervised.api.complete(
        rest,
        (piece) => {
          if (ended) return;
          written += piece;
          onText(piece);
        },
        signal,
      );
    } catch (error) {
      if (!ended) {
        if (error instanceof Error && (error.name === "EngineFailed" || error.name === "ModelNotLoaded")) empty();
        throw error;
      }
      // Behind our back, so that the next question does not wait; a failure is told by the state.
      inTurn(() => ensure(model)).catch(() => undefined);
      return stopped(written);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  function complete(model: ModelEntry, request: CompletionRequest, onText: (piece: string) => void) {
    const { signal } = request;
    return new Promise<Completion>((resolve, reject) => {
      let running = false;
      // A call that waits for its turn, or for the model, ends at once.
      const stop = () => {
        if (!running) resolve(stopped(""));
      };
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop, { once: true });
      inTurn(async () => {
        if (signal?.aborted) return;
        await ensure(model);
        if (signal?.aborted) return;
        running = true;
        resolve(await run(model, request, onText));
      })
        .catch(reject)
        .finally(() => signal?.removeEventListener("abort", stop));
    });
  }

  return {
    get state() {
      return state;
    },
    listModels: () => readManifest(),
    async load(model, onProgress) {
      await inTurn(() => ensure(model, onProgress));
      return { id: model.id, complete: (request, onText = () => undefined) => complete(model, request, onText) };
    },
    unload: () =>
      inTurn(async () => {
        if (inEngine !== null) await supervised.api.unload();
        empty();
      }),
  };
}

/** What is left of an answer that was ended with its worker: nobody counted. */
function stopped(text: string): Completion {
  return { text, ended: "stopped", usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 } };
}
