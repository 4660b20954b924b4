import type { Store } from "../memory/ports";

/** Vectors of one row of the database: `keys[i]` names the `dimension` numbers from `i * dimension`. */
export interface VectorBlock {
  keys: string[];
  vectors: Float32Array;
}

/** The database as memory.worker uses it: the Store port, and what stands beside the rows and has no ops. */
export interface CairnStore extends Store {
  settings(): Promise<Record<string, string>>;
  setSetting(key: string, value: string): Promise<void>;
  /**
   * Stores unit vectors of `dimension` numbers by key. Rejects with a RangeError where one has another length or is not a unit
   * vector. A key that is stored already may be stored again; it counts once.
   */
  saveVectors(
    modelId: string,
    dimension: number,
    entries: readonly { key: string; vector: Float32Array }[],
  ): Promise<void>;
  /** All vectors of a model, block by block, each key once; damaged ones are left out, to be made again. */
  loadVectors(modelId: string): AsyncIterable<VectorBlock>;
  /** Takes these out, whatever their model. */
  removeVectors(keys: readonly string[]): Promise<void>;
  /** Rows by table, with "ops" and "vectors". */
  counts(): Promise<Record<string, number>>;
  /** Reads what other tabs have written since, and hands their ops on. Done by itself on their message and before each commit. */
  catchUp(): Promise<void>;
  /** Identifies this database: another one where the browser has wiped it or the user has started anew. */
  readonly generation: string;
  readonly schemaVersion: number;
  close(): void;
}
