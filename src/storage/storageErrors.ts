/** The device has no room: nothing of the write was stored. */
export class QuotaError extends Error {
  override name = "QuotaError";
  constructor(options?: ErrorOptions) {
    super("There is no room left on this device, so this was not stored. Free some space and try again.", options);
  }
}

/** Another tab has moved the database on: this one must be loaded again before it writes. */
export class StaleSchemaError extends Error {
  override name = "StaleSchemaError";
  constructor(options?: ErrorOptions) {
    super("Cairn was updated in another tab. Reload this page to go on.", options);
  }
}

/** The database cannot be reached. What is stored in it is untouched. */
export class ClosedError extends Error {
  override name = "ClosedError";
  constructor(options?: ErrorOptions) {
    super(
      "The memory on this device cannot be opened just now. Nothing is lost: reload the page to try again.",
      options,
    );
  }
}

/** What was to be written does not fit the rows or breaks a rule of diffs: a fault of the program, never of the user. */
export class InvalidDiffError extends Error {
  override name = "InvalidDiffError";
}

/** Other tabs kept writing between plan and commit. */
export class BusyError extends Error {
  override name = "BusyError";
  constructor() {
    super("Another tab is writing without a pause, so this was not stored. Try again in a moment.");
  }
}

/** What a database error means to the caller: one of the errors above where it is one, else the error itself. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof QuotaError) return error;
  if (isFullDisk(error)) return new QuotaError({ cause: error });
  if (isLostConnection(error) || CANNOT_OPEN.has(causesOf(error)[0]?.name ?? ""))
    return new ClosedError({ cause: error });
  return error;
}

/** Whether the browser took the connection away (as Safari does in the background), so that opening it again may help. */
export function isLostConnection(error: unknown): boolean {
  return !isFullDisk(error) && LOST.has(causesOf(error)[0]?.name ?? "");
}

/** Whether a database error, or one that it wraps, says that there is no room left. */
export function isFullDisk(error: unknown): boolean {
  return causesOf(error).some((each) => each.name === "QuotaExceededError" || each.name === "QuotaError");
}

const LOST = new Set(["DatabaseClosedError", "InvalidStateError", "AbortError"]);
const CANNOT_OPEN = new Set(["OpenFailedError", "MissingAPIError", "UnknownError", "VersionError"]);

/** An error and those that Dexie has wrapped in it. */
function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error || next instanceof DOMException; ) {
    chain.push(next);
    next = (next as Error & { inner?: unknown }).inner;
    if (chain.length > 5) break;
  }
  return chain;
}
