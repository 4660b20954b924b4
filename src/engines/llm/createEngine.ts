import type { LanguageModelInfo } from "../models/languageModelInfo";
import { ModelNotLoaded } from "./engineErrors";
import type { LlmApi } from "./protocol";

/**
 * One engine out of one for each kind of model. Calls run one after the other, and the model before is out of memory when
 * the next one comes in.
 */
export function createEngine(engines: Readonly<Partial<Record<LanguageModelInfo["kind"], LlmApi>>>): LlmApi {
  let current: LlmApi | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** Runs `work` when everything before it has ended. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  async function unload(): Promise<void> {
    const old = current;
    current = null;
    await old?.unload();
  }

  return {
    unload: () => inTurn(unload),

    load: (model, options, onProgress) =>
      inTurn(async () => {
        await unload();
        const engine = engines[model.kind];
        if (!engine) throw new Error(`${model.name} does not run in this thread.`);
        current = engine;
        await engine.load(model, options, onProgress);
      }),

    complete: (request, onText, signal) =>
      inTurn(() => {
        if (!current) throw new ModelNotLoaded("No language model is loaded.");
        return current.complete(request, onText, signal);
      }),
  };
}
