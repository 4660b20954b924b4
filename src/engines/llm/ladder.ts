/**
 * What answers where the chosen model does not run:
 *
 *   chosen model -> the same, half the context -> its twin in full floats -> smaller models on the graphics card
 *                -> models on the processor -> quotes
 */
import type { LanguageModelInfo } from "../models/languageModelInfo";
import type { Graphics } from "./graphics";

/** A model with the tokens of prompt and answer that it is to have. */
export interface Rung {
  modelId: string;
  contextTokens: number;
}

export interface LadderStep {
  is: "smaller-context" | "full-floats" | "smaller-model" | "processor" | "quotes";
  from: Rung;
  /** Null where quotes answer. */
  to: Rung | null;
  /** Name of the error. */
  because: string;
}

/** Why a model cannot run here; with "software-graphics" it can, slowly. */
export type Unfit = "no-graphics" | "software-graphics" | "needs-f16" | "too-big";

const GIB = 2 ** 30;
/** Less is too little for evidence, question and answer. */
const LEAST_CONTEXT = 1024;
/** The most that one WebAssembly module can address. */
const PROCESSOR_MEMORY = 4 * GIB;
/** navigator.deviceMemory says 8 for this much or more. */
const MOST_TOLD = 8 * GIB;
/** Taken for the memory of a device that does not tell it. */
const UNTOLD_MEMORY = 4 * GIB;
/** What a laptop's graphics card writes faster than one reads aloud, and what its processor does; weights. */
const LIKED = { graphics: 4.5e9, smallGraphics: 2e9, processor: 2e9 };
/** Graphics cards that bind less at once have little memory, phones' mostly. */
const AMPLE_BINDING = GIB;

/** Of these a model loaded with less context may not die. */
const MENDED_BY_LESS_CONTEXT: ReadonlySet<string> = new Set([
  "DeviceLost",
  "OutOfMemory",
  "EngineFailed",
  "WorkerLost",
]);
/** These say something of the request, not of the engine. */
const NOT_THE_ENGINE: ReadonlySet<string> = new Set(["PromptTooLong", "PromptEmpty", "ModelNotLoaded", "AbortError"]);

/** Whether another rung would help: `failures` are the names of the errors of this one in a row, the last one last. */
export function isReasonToDescend(failures: readonly string[]): boolean {
  const last = failures.at(-1);
  if (last === undefined || NOT_THE_ENGINE.has(last)) return false;
  return last !== "WorkerLost" || failures.at(-2) === "WorkerLost";
}

/**
 * The rung below `from`, which failed; null where only quotes are left. `candidates` are the models on this device; `tried`
 * holds every rung from the top down. No rung comes twice, and each model at most twice.
 */
export function nextRung(
  from: Rung,
  failure: { name: string },
  candidates: readonly LanguageModelInfo[],
  graphics: Graphics,
  tried: readonly Rung[],
): { rung: Rung; step: LadderStep } | null {
  const before = [...tried, from];
  const failed = candidates.find((model) => model.id === from.modelId);
  const to = (is: LadderStep["is"], rung: Rung) => ({ rung, step: { is, from, to: rung, because: failure.name } });

  const less = Math.max(LEAST_CONTEXT, Math.floor(from.contextTokens / 2));
  const isReduced = before.some((rung) => rung.modelId === from.modelId && rung.contextTokens > from.contextTokens);
  if (failed && failed.kind !== "browser" && !isReduced && less < from.contextTokens) {
    if (MENDED_BY_LESS_CONTEXT.has(failure.name)) {
      return to("smaller-context", { modelId: from.modelId, contextTokens: less });
    }
  }

  const known = candidates.filter((model) => before.some((rung) => rung.modelId === model.id));
  const fresh = candidates.filter((model) => !known.includes(model) && isRunnable(fits(model, graphics, null)));
  const most = Math.max(...before.map((rung) => rung.contextTokens));
  const rungOf = (model: LanguageModelInfo, atMost: number): Rung => ({
    modelId: model.id,
    contextTokens: Math.min(atMost, model.contextTokens),
  });
  const smallerThan = (others: readonly LanguageModelInfo[], models: readonly LanguageModelInfo[]) =>
    models.filter((model) => others.every((other) => model.memoryBytes < other.memoryBytes));

  const compiled = failure.name === "NoGraphics" ? [] : fresh.filter((model) => model.kind === "mlc");
  const isOnProcessor = failed?.kind === "gguf";
  // A model that fell down to the processor is not sent up to the graphics card again.
  if (!isOnProcessor || !known.some((model) => model.kind === "mlc")) {
    const twin = failed?.needsF16 && compiled.find((model) => model.family === failed.family && !model.needsF16);
    if (twin) return to("full-floats", rungOf(twin, from.contextTokens));
    const sized = known.filter((model) => model.kind !== "browser");
    // Rather a larger one than none, as long as it was not memory that was short.
    const least = isOnProcessor && failure.name !== "OutOfMemory" ? bySize(compiled)[0] : undefined;
    const smaller = bySize(smallerThan(sized, compiled)).at(-1) ?? least;
    if (smaller) return to("smaller-model", rungOf(smaller, most));
  }

  const isGguf = (model: LanguageModelInfo) => model.kind === "gguf";
  const ggufs = bySize(smallerThan(known.filter(isGguf), fresh.filter(isGguf)));
  if (isOnProcessor) {
    const smaller = ggufs.at(-1);
    return smaller ? to("smaller-model", rungOf(smaller, most)) : null;
  }
  const quick = ggufs.findLast((model) => model.parameters <= LIKED.processor) ?? ggufs[0];
  return quick ? to("processor", rungOf(quick, most)) : null;
}

/** Why `model` cannot run here; null where it can. `deviceMemoryBytes` is null where the browser does not tell it. */
export function fits(model: LanguageModelInfo, graphics: Graphics, deviceMemoryBytes: number | null): Unfit | null {
  if (model.kind === "browser") return null;
  const told = deviceMemoryBytes !== null && deviceMemoryBytes < MOST_TOLD;
  const room = told ? deviceMemoryBytes : Number.POSITIVE_INFINITY;
  if (model.kind === "gguf") return model.memoryBytes > Math.min(PROCESSOR_MEMORY, room) ? "too-big" : null;
  if (graphics.is === "none") return "no-graphics";
  if (model.needsF16 && !graphics.f16) return "needs-f16";
  if (model.memoryBytes > room) return "too-big";
  return graphics.is === "software" ? "software-graphics" : null;
}

/**
 * Id of the model that suits this device best, whether it is on it or not: the largest that a graphics card holds with a
 * third to spare and writes at a good pace, in half floats where it can; without one, a small model for the processor. Of
 * two forms of a model the one that is on the device. Never the browser's own, which may answer from elsewhere.
 */
export function recommend(
  models: readonly LanguageModelInfo[],
  onDevice: ReadonlySet<string>,
  graphics: Graphics,
  deviceMemoryBytes: number | null,
): string | null {
  const room = (deviceMemoryBytes ?? UNTOLD_MEMORY) / 1.5;
  const suits = (model: LanguageModelInfo, kind: LanguageModelInfo["kind"], weights: number) =>
    model.kind === kind &&
    fits(model, graphics, deviceMemoryBytes) === null &&
    model.memoryBytes <= room &&
    model.parameters <= weights;
  const first = (kind: "mlc" | "gguf", weights: number) =>
    models
      .filter((model) => suits(model, kind, weights))
      .sort(
        (a, b) =>
          b.parameters - a.parameters ||
          Number(onDevice.has(b.id)) - Number(onDevice.has(a.id)) ||
          Number(b.needsF16) - Number(a.needsF16) ||
          (a.id < b.id ? -1 : 1),
      )[0];

  const weights = graphics.maxBindingBytes < AMPLE_BINDING ? LIKED.smallGraphics : LIKED.graphics;
  const onGraphics = graphics.is === "hardware" ? first("mlc", weights) : undefined;
  return (onGraphics ?? first("gguf", LIKED.processor))?.id ?? null;
}

const isRunnable = (unfit: Unfit | null): boolean => unfit === null || unfit === "software-graphics";

/** The smallest in memory first. */
function bySize(models: readonly LanguageModelInfo[]): LanguageModelInfo[] {
  return [...models].sort((a, b) => a.memoryBytes - b.memoryBytes || (a.id < b.id ? -1 : 1));
}
