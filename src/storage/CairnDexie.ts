import { Dexie, type Table } from "dexie";
import { createIds } from "./createIds";
import {
  SCHEMA_EPOCH,
  SCHEMA_V1,
  type StoredOp,
  type StoredRows,
  type StoredSegment,
  type StoredSetting,
  type StoredState,
} from "./schema";

/** Where the database lives; tests hand in one of their own. */
export interface DexieOptions {
  name?: string;
  indexedDB?: IDBFactory;
  IDBKeyRange?: typeof IDBKeyRange;
}

/** The tables of the database "cairn". */
export class CairnDexie extends Dexie {
  declare sources: Table<StoredRows["sources"], string>;
  declare passages: Table<StoredRows["passages"], string>;
  declare memories: Table<StoredRows["memories"], string>;
  declare links: Table<StoredRows["links"], string>;
  declare chats: Table<StoredRows["chats"], string>;
  declare turns: Table<StoredRows["turns"], string>;
  declare passes: Table<StoredRows["passes"], string>;
  declare ops: Table<StoredOp, number>;
  declare segments: Table<StoredSegment, number, Omit<StoredSegment, "id">>;
  declare settings: Table<StoredSetting, string>;
  declare meta: Table<StoredState, string>;

  constructor({ name = "cairn", ...factory }: DexieOptions) {
    super(name, {
      // A reply means that the words are on the disk, not in a cache of the browser's.
      chromeTransactionDurability: "strict",
      cache: "disabled",
      ...(factory.indexedDB ? factory : {}),
    });
    this.version(SCHEMA_EPOCH).stores(SCHEMA_V1);
    this.on("populate", (transaction) => {
      const state: StoredState = { id: "state", epoch: SCHEMA_EPOCH, generation: createIds().random(), rev: 0 };
      transaction.table("meta").add(state);
    });
  }
}
