/** More was asked than the model's context holds; nothing was read. */
export class PromptTooLong extends Error {
  override readonly name = "PromptTooLong";
}

/** A request without a message. */
export class PromptEmpty extends Error {
  override readonly name = "PromptEmpty";
}

/** No model is loaded where one is asked. */
export class ModelNotLoaded extends Error {
  override readonly name = "ModelNotLoaded";
}

/** The engine broke down inside; it has to load its model again. */
export class EngineFailed extends Error {
  override readonly name = "EngineFailed";
}

/** The graphics device went away under the model, which has to be loaded again. */
export class DeviceLost extends Error {
  override readonly name = "DeviceLost";
}

/** The model does not fit into the memory that is left. */
export class OutOfMemory extends Error {
  override readonly name = "OutOfMemory";
}

/** A file of the model is missing, cut short or not what it was. */
export class ModelCorrupt extends Error {
  override readonly name = "ModelCorrupt";
}

/** This browser offers no graphics device that can run the model. */
export class NoGraphics extends Error {
  override readonly name = "NoGraphics";
}

/** What went wrong, by a name that survives the way between threads. */
export function toEngineError(error: unknown): Error {
  if (!(error instanceof Error)) return new EngineFailed(`The language model broke down: ${String(error)}`);
  if (error.message.includes("exceeds the available context size")) {
    return new PromptTooLong("This is more than the language model can read at once.");
  }
  // wllama's name for an error inside its wasm.
  if (error.name === "RuntimeError") return new EngineFailed(`The language model broke down: ${error.message}`);
  return error;
}
