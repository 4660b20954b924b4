import { checkDiff } from "../memory/graph/checkDiff";
import { isSame } from "../memory/graph/isSame";
import type { Cause, GraphDiff, Op, Rows, TableName } from "../memory/model";
import { TABLES } from "../memory/model";
import type { Clock, Store } from "../memory/ports";
import type { CairnDexie, DexieOptions } from "./CairnDexie";
import type { CairnStore, VectorBlock } from "./CairnStore";
import { Connection } from "./Connection";
import { commitOps } from "./commitOps";
import { createQueue, createWriteLock, type Locks, type WriteLock } from "./createWriteLock";
import { fromStored, SCHEMA_EPOCH, type StoredOp, type StoredRows } from "./schema";
import { BusyError, InvalidDiffError } from "./storageErrors";
import { VectorTable } from "./VectorTable";

/** The part of a BroadcastChannel that is used. Messages are `{ rev }`. */
export type Channel = Pick<BroadcastChannel, "postMessage" | "addEventListener" | "close">;

export interface DexieStoreOptions extends DexieOptions {
  clock: Clock;
  /** Ops of other tabs, in order of rev, each once (again only where it rejected). Awaited before anything is planned on them; it may not commit. */
  onRemoteOps(ops: Op[]): void | Promise<void>;
  /** Ops that this store committed, before its commit resolves, and in one order with those of other tabs. */
  onOwnOps?(ops: Op[]): void;
  /** Another tab has moved the database on; every further call rejects with StaleSchemaError. Called once. */
  onSuperseded(): void;
  /** Web Locks; null: a lock that only this process shares. navigator.locks where it exists. */
  locks?: Locks | null;
  /** Tells the other tabs; null: nobody. A BroadcastChannel of the database's name where there are such. */
  channel?: Channel | null;
}

/** Plans made in vain, because another tab wrote first, before commit gives up. */
const REPLANS = 5;
/** Keys beyond which reading a whole table is faster than looking each up in an index. */
const MANY_KEYS = 2000;

/**
 * Opens the memory of this device: Dexie database "cairn", one writer at a time over all tabs. Rejects with ClosedError or
 * StaleSchemaError. What a resolved commit wrote has reached the disk.
 */
export async function createDexieStore(options: DexieStoreOptions): Promise<CairnStore> {
  const { connection, rev } = await Connection.open(options, options.onSuperseded);
  return new DexieStore(connection, rev, options);
}

class DexieStore implements CairnStore {
  readonly schemaVersion = SCHEMA_EPOCH;
  readonly #connection: Connection;
  readonly #vectors: VectorTable;
  readonly #clock: Clock;
  readonly #onRemoteOps: DexieStoreOptions["onRemoteOps"];
  readonly #onOwnOps: DexieStoreOptions["onOwnOps"];
  readonly #writeLock: WriteLock;
  /** Commits and catching up, one at a time: an op is handed on once, and in order. */
  readonly #queue = createQueue();
  #channel: Channel | null;
  #rev: number;

  constructor(connection: Connection, rev: number, options: DexieStoreOptions) {
    const name = options.name ?? "cairn";
    this.#connection = connection;
    this.#vectors = new VectorTable(connection);
    this.#rev = rev;
    this.#clock = options.clock;
    this.#onRemoteOps = options.onRemoteOps;
    this.#onOwnOps = options.onOwnOps;
    this.#writeLock = createWriteLock(`${name}-write`, options.locks === undefined ? webLocks() : options.locks);
    this.#channel = options.channel === undefined ? openChannel(name) : options.channel;
    this.#channel?.addEventListener("message", (event) => {
      const rev: unknown = event.data?.rev;
      if (typeof rev !== "number" || rev <= this.#rev) return;
      // Where this fails, the rev stays behind and the next commit or call of catchUp tries again and tells its caller.
      this.catchUp().catch(() => undefined);
    });
  }

  get rev(): number {
    return this.#rev;
  }

  get generation(): string {
    return this.#connection.generation;
  }

  async get<T extends TableName>(table: T, id: string): Promise<Rows[T] | undefined> {
    const row = await this.#connection.run((db) => tableOf(db, table).get(id));
    return row && fromStored(row);
  }

  async getMany<T extends TableName>(table: T, ids: readonly string[]): Promise<(Rows[T] | undefined)[]> {
    if (ids.length === 0) return [];
    const rows = await this.#connection.run((db) => tableOf(db, table).bulkGet([...ids]));
    return rows.map((row) => row && fromStored(row));
  }

  async all<T extends TableName>(table: T): Promise<Rows[T][]> {
    const rows = await this.#connection.run((db) => tableOf(db, table).toArray());
    return rows.map((row) => fromStored(row));
  }

  async passagesOf(sourceId: string): Promise<Rows["passages"][]> {
    return this.#connection.run((db) => db.passages.where({ sourceId }).sortBy("ordinal"));
  }

  async turnsOf(chatId: string): Promise<Rows["turns"][]> {
    return this.#connection.run((db) => db.turns.where({ chatId }).sortBy("ordinal"));
  }

  async memoriesByTextKey(keys: readonly string[]): Promise<Rows["memories"][]> {
    const rows = await this.#byIndex("memories", "textKey", keys, (row) => [row.textKey]);
    return rows.filter(({ status }) => status === "current" || status === "past" || status === "archived");
  }

  async memoriesOfPassages(passageIds: readonly string[]): Promise<Rows["memories"][]> {
    return this.#byIndex("memories", "passageIds", passageIds, (row) => row.evidence.map((each) => each.passageId));
  }

  async memoriesDerivedFrom(memoryIds: readonly string[]): Promise<Rows["memories"][]> {
    return this.#byIndex("memories", "derivedFrom", memoryIds, (row) => row.derivedFrom);
  }

  async memoriesReplacedBy(memoryIds: readonly string[]): Promise<Rows["memories"][]> {
    return this.#byIndex("memories", "replacedBy", memoryIds, (row) => [row.replacedBy ?? ""]);
  }

  async linksOf(memoryIds: readonly string[]): Promise<Rows["links"][]> {
    return this.#byIndex("links", "memberIds", memoryIds, (row) => row.members.map((each) => each.memoryId));
  }

  async opsSince(rev: number): Promise<Op[]> {
    const ops = await this.#connection.run((db) => db.ops.where("rev").above(rev).toArray());
    return ops.map(withoutIndex);
  }

  async opsOfCause(causeId: string): Promise<Op[]> {
    const ops = await this.#connection.run((db) => db.ops.where("causeIds").equals(causeId).sortBy("rev"));
    return ops.map(withoutIndex);
  }

  commit(cause: Cause, plan: (reader: Store) => Promise<GraphDiff> | GraphDiff): Promise<Op[]> {
    return this.#queue(() => this.#writeLock(() => this.#commitAlone(cause, plan)));
  }

  catchUp(): Promise<void> {
    return this.#queue(() => this.#readOn());
  }

  async settings(): Promise<Record<string, string>> {
    const rows = await this.#connection.run((db) => db.settings.toArray());
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }

  async setSetting(key: string, value: string): Promise<void> {
    await this.#connection.write(["settings"], async (db) => {
      await db.settings.put({ key, value });
    });
  }

  saveVectors(modelId: string, dimension: number, entries: readonly { key: string; vector: Float32Array }[]) {
    return this.#vectors.save(modelId, dimension, entries);
  }

  loadVectors(modelId: string): AsyncIterable<VectorBlock> {
    return this.#vectors.load(modelId);
  }

  removeVectors(keys: readonly string[]): Promise<void> {
    return this.#vectors.remove(keys);
  }

  async counts(): Promise<Record<string, number>> {
    const counted = await Promise.all(
      [...TABLES, "ops"].map(async (table) => [table, await this.#connection.run((db) => db.table(table).count())]),
    );
    return { ...Object.fromEntries(counted), vectors: await this.#vectors.count() };
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
    this.#connection.close();
  }

  async #commitAlone(cause: Cause, plan: (reader: Store) => Promise<GraphDiff> | GraphDiff): Promise<Op[]> {
    for (let tries = 0; tries < REPLANS; tries++) {
      await this.#readOn();
      const diff = await plan(this);
      const broken = checkDiff(diff);
      if (broken.length > 0) throw new InvalidDiffError(broken.join(" "));
      const changes = diff.changes.filter((change) => !isSame(change.before, change.after));
      const at = this.#clock.now();
      const base = this.#rev;
      const ops = changes.map((change, place): Op => ({ ...change, rev: base + place + 1, at, cause: { ...cause } }));
      if (ops.length === 0) return [];
      if (!(await commitOps(this.#connection, ops))) continue;
      this.#rev = base + ops.length;
      this.#onOwnOps?.(ops);
      this.#channel?.postMessage({ rev: this.#rev });
      return ops;
    }
    throw new BusyError();
  }

  async #readOn(): Promise<void> {
    const ops = await this.opsSince(this.#rev);
    if (ops.length === 0) return;
    await this.#onRemoteOps(ops);
    this.#rev = ops.at(-1)?.rev ?? this.#rev;
  }

  async #byIndex<T extends TableName>(
    table: T,
    index: string,
    keys: readonly string[],
    keysOf: (row: Rows[T]) => readonly string[],
  ): Promise<Rows[T][]> {
    if (keys.length === 0) return [];
    if (keys.length > MANY_KEYS) {
      const wanted = new Set(keys);
      return (await this.all(table)).filter((row) => keysOf(row).some((key) => wanted.has(key)));
    }
    // One request a key: `anyOf` steps a cursor from key to key, which takes 20 times as long.
    const rows = await this.#connection.run((db) =>
      db.transaction("r", table, () =>
        Promise.all([...new Set(keys)].map((key) => tableOf(db, table).where(index).equals(key).toArray())),
      ),
    );
    const found = [...new Map(rows.flat().map((row) => [row.id, fromStored<T>(row)])).values()];
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

function tableOf<T extends TableName>(db: CairnDexie, table: T) {
  return db.table<StoredRows[T], string>(table);
}

function withoutIndex({ causeIds: _, ...op }: StoredOp): Op {
  return op as Op;
}

function webLocks(): Locks | null {
  return (globalThis as { navigator?: { locks?: Locks } }).navigator?.locks ?? null;
}

function openChannel(name: string): Channel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
}
