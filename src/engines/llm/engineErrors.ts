/** More was asked than the model's context holds; nothing was read. */
export class PromptTooLong extends Error {
  override readonly name = "PromptTooLong";
}

/** A request without a message to answer. */
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

/** What JavaScript, WebAssembly, WebGPU and llama.cpp say where an allocation fails. */
const NO_MEMORY =
  /out of memory|allocation failed|(could not|failed to|unable to) allocate|bad_alloc|cannot enlarge memory/i;
const TOO_LONG = /exceeds the available context size/;

/** What went wrong, by a name that survives the way between threads. Ours stay as they are. */
export function toEngineError(error: unknown): Error {
  if (!(error instanceof Error)) return new EngineFailed(`The language model broke down: ${String(error)}`);
  if (TOO_LONG.test(error.message)) return tooLong();
  if (NO_MEMORY.test(error.message)) return new OutOfMemory("The language model needs more memory than is left here.");
  // A trap inside WebAssembly (llama.cpp's and TVM's failed assertions among them) leaves a broken engine behind.
  if (error.name === "RuntimeError") return new EngineFailed(`The language model broke down: ${error.message}`);
  return error;
}

export function tooLong(): PromptTooLong {
  return new PromptTooLong("This is more than the language model can read at once.");
}
