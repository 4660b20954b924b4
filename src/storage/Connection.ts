import { CairnDexie, type DexieOptions } from "./CairnDexie";
import { SCHEMA_EPOCH, type StoredState } from "./schema";
import {
  ClosedError,
  isFullDisk,
  isLostConnection,
  QuotaError,
  StaleSchemaError,
  toStorageError,
} from "./storageErrors";

/** Waits between tries to open, in milliseconds. */
const RETRIES = [50, 400];

/**
 * The open database. Opens again after the browser has closed it, never deletes anything because it would not open, and shuts for
 * good once another tab has moved the schema on or replaced the database.
 */
export class Connection {
  readonly #db: CairnDexie;
  readonly #onSuperseded: () => void;
  #shut: "no" | "closed" | "superseded" = "no";
  #generation = "";

  private constructor(options: DexieOptions, onSuperseded: () => void) {
    this.#db = new CairnDexie(options);
    this.#onSuperseded = onSuperseded;
    this.#db.on("versionchange", () => {
      this.#supersede();
      // Dexie's own answer would close it too, but open it again on the next use.
      return false;
    });
  }

  /** Opens the database, making it where there is none. Rejects with ClosedError or StaleSchemaError. */
  static async open(options: DexieOptions, onSuperseded: () => void): Promise<{ connection: Connection; rev: number }> {
    const connection = new Connection(options, onSuperseded);
    const { rev, generation } = await connection.#open();
    connection.#generation = generation;
    return { connection, rev };
  }

  get generation(): string {
    return this.#generation;
  }

  /** Runs work on the database; a second time where the connection was lost, so it must bear being run twice. */
  async run<T>(work: (db: CairnDexie) => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await work(this.#db);
    } catch (error) {
      if (!isLostConnection(error)) throw this.#judge(error);
    }
    this.#assertOpen();
    await this.#open();
    try {
      return await work(this.#db);
    } catch (error) {
      throw this.#judge(error);
    }
  }

  /**
   * Runs work in one write transaction over `tables`, handing it the database's state, and resolves when it has completed. Only
   * database calls may be awaited in it. Rejects with QuotaError or StaleSchemaError; then nothing was written.
   */
  async write<T>(tables: readonly string[], work: (db: CairnDexie, state: StoredState) => Promise<T>): Promise<T> {
    return this.run(async (db) => {
      let transaction: IDBTransaction | null = null;
      try {
        return await db.transaction("rw", [...tables, "meta"], async ({ idbtrans }) => {
          transaction = idbtrans;
          const state = await db.meta.get("state");
          this.#assertCurrent(state);
          return work(db, state);
        });
      } catch (error) {
        // The call that was under way only says that it was aborted; the transaction knows why.
        const reason = (transaction as IDBTransaction | null)?.error ?? null;
        throw isFullDisk(reason) ? new QuotaError({ cause: error }) : error;
      }
    });
  }

  close(): void {
    if (this.#shut === "no") this.#shut = "closed";
    this.#db.close();
  }

  async #open(): Promise<StoredState> {
    for (const wait of [...RETRIES, null]) {
      try {
        await this.#db.open();
        const state = await this.#db.meta.get("state");
        this.#assertCurrent(state);
        return state;
      } catch (error) {
        // A failed open is not a damaged database: what is there stays, and the next try may work.
        if (error instanceof StaleSchemaError || wait === null) throw this.#judge(error);
        await new Promise((resolve) => setTimeout(resolve, wait));
        this.#assertOpen();
      }
    }
    throw new ClosedError();
  }

  /** Throws StaleSchemaError where the database's state is no longer the one this connection may write to. */
  #assertCurrent(state: StoredState | undefined): asserts state is StoredState {
    const fits = state !== undefined && state.epoch === SCHEMA_EPOCH;
    if (!fits || (this.#generation !== "" && state.generation !== this.#generation)) throw new StaleSchemaError();
  }

  #judge(error: unknown): unknown {
    if (error instanceof StaleSchemaError) this.#supersede();
    if (this.#shut === "superseded") return new StaleSchemaError({ cause: error });
    return toStorageError(error);
  }

  #supersede(): void {
    if (this.#shut !== "no") return;
    this.#shut = "superseded";
    this.#db.close();
    this.#onSuperseded();
  }

  #assertOpen(): void {
    if (this.#shut === "superseded") throw new StaleSchemaError();
    if (this.#shut === "closed") throw new ClosedError();
  }
}
