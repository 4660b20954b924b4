/** The device has not the room that a model needs; nothing was begun, or what came is kept. */
export class NoRoom extends Error {
  override readonly name = "NoRoom";

  /** `missing`: bytes; 0 where the browser does not say. */
  constructor(missing: number) {
    super(
      missing > 0
        ? `There is not enough room on this device: ${inMegabytes(missing)} more are needed.`
        : "There is not enough room on this device.",
    );
  }
}

/** A model that another tab, or a download under way, is working on. */
export class ModelBusy extends Error {
  override readonly name = "ModelBusy";

  constructor() {
    super("This model is just being downloaded, perhaps in another tab. Stop that first.");
  }
}

/** Files that are no model which could run here; the message says why, for people. */
export class UnusableModel extends Error {
  override readonly name = "UnusableModel";
}

/** A failed write, as what it means. */
export function toWriteError(error: unknown): unknown {
  return error instanceof DOMException && error.name === "QuotaExceededError" ? new NoRoom(0) : error;
}

/** Whether `error` is how a folder says that something is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotFoundError" || error.name === "TypeMismatchError");
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000).toLocaleString("en")} MB`;
}
