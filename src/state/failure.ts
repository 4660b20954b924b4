/** What went wrong, as data: the error's name for the words on screen, and its own sentence. */
export interface Failure {
  name: string;
  reason: string;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Error) return { name: error.name, reason: error.message };
  return { name: "Error", reason: String(error) };
}

/**
 * The call's result; made once more where the worker that served it died, for it starts again by itself. Only for calls
 * that may be repeated.
 */
export async function despiteRestart<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (failureOf(error).name !== "WorkerLost") throw error;
    return call();
  }
}

/** Whether a call was ended by its own AbortSignal. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
