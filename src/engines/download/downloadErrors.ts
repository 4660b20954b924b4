/** A file came twice and was not what it has to be; nothing of it was kept. */
export class WrongBytes extends Error {
  override readonly name = "WrongBytes";
}

/** A file could not be had: no connection, or the server said no. What came is kept. */
export class HubUnreachable extends Error {
  override readonly name = "HubUnreachable";
}

/** A connection that ended too early, or a server that is busy: to be tried again. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  /** `waitMs`: how long the server asks to wait; null where it does not say. */
  constructor(
    message: string,
    readonly waitMs: number | null = null,
  ) {
    super(message);
  }
}
