import type { CairnDexie } from "./CairnDexie";
import type { VectorBlock } from "./CairnStore";
import type { Connection } from "./Connection";
import type { StoredSegment } from "./schema";

/** Vectors of a full row. */
const FULL = 2000;
/** Small rows of a model beyond which they are folded into full ones. */
const MANY = 32;
/** How far from 1 the length of a unit vector may be after rounding. */
const TOLERANCE = 1e-3;

/** The vectors of a memory, many to a row: one row a vector would make loading 100,000 of them take minutes. */
export class VectorTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** See CairnStore. */
  async save(
    modelId: string,
    dimension: number,
    entries: readonly { key: string; vector: Float32Array }[],
  ): Promise<void> {
    if (entries.length === 0) return;
    const wrong = entries.find(({ vector }) => vector.length !== dimension || !isUnit(vector));
    if (wrong) throw new RangeError(`The vector of ${wrong.key} is not a unit vector of ${dimension} numbers.`);
    const rows = toSegments(modelId, dimension, entries);
    await this.#connection.write(["segments"], async (db) => {
      await db.segments.bulkAdd(rows);
      if ((await smallRows(db, modelId).count()) > MANY) await fold(db, modelId);
    });
  }

  /** See CairnStore. One row is held at a time. */
  async *load(modelId: string): AsyncGenerator<VectorBlock> {
    const seen = new Set<string>();
    for (let last = 0; ; ) {
      const all = await this.#connection.run((db) => db.segments.where("modelId").equals(modelId).primaryKeys());
      const ids = all.filter((id) => id > last).sort((a, b) => a - b);
      if (ids.length === 0) return;
      for (const id of ids) {
        last = id;
        const row = await this.#connection.run((db) => db.segments.get(id));
        // Folded into a newer row since the ids were read, which the next round finds, or taken out.
        if (row === undefined) continue;
        const block = soundBlock(row, seen);
        if (block.keys.length > 0) yield block;
      }
    }
  }

  /** See CairnStore. */
  async remove(keys: readonly string[]): Promise<void> {
    const gone = new Set(keys);
    await this.#connection.write(["segments"], async (db) => {
      const rows = await db.segments.where("keys").anyOf(keys).distinct().toArray();
      for (const row of rows) {
        const kept = entriesOf(row).filter(({ key }) => !gone.has(key));
        if (kept.length === 0) await db.segments.delete(row.id);
        else await db.segments.put({ ...row, ...packed(row.dimension, kept) });
      }
    });
  }

  async count(): Promise<number> {
    return this.#connection.run((db) => db.segments.orderBy("keys").count());
  }
}

type Entry = { key: string; vector: Float32Array };

function smallRows(db: CairnDexie, modelId: string) {
  return db.segments.where("[modelId+full]").equals([modelId, 0]);
}

async function fold(db: CairnDexie, modelId: string): Promise<void> {
  const rows = await smallRows(db, modelId).toArray();
  await db.segments.bulkDelete(rows.map((row) => row.id));
  for (const dimension of new Set(rows.map((row) => row.dimension))) {
    const entries = new Map(
      rows
        .filter((row) => row.dimension === dimension)
        .flatMap(entriesOf)
        .map((each) => [each.key, each]),
    );
    await db.segments.bulkAdd(toSegments(modelId, dimension, [...entries.values()]));
  }
}

function toSegments(modelId: string, dimension: number, entries: readonly Entry[]): Omit<StoredSegment, "id">[] {
  const rows: Omit<StoredSegment, "id">[] = [];
  for (let start = 0; start < entries.length; start += FULL) {
    const part = entries.slice(start, start + FULL);
    rows.push({ modelId, full: part.length === FULL ? 1 : 0, dimension, ...packed(dimension, part) });
  }
  return rows;
}

function packed(dimension: number, entries: readonly Entry[]): { keys: string[]; vectors: ArrayBuffer } {
  const vectors = new Float32Array(entries.length * dimension);
  entries.forEach(({ vector }, place) => {
    vectors.set(vector, place * dimension);
  });
  return { keys: entries.map(({ key }) => key), vectors: vectors.buffer };
}

function entriesOf(row: Omit<StoredSegment, "id">): Entry[] {
  const all = new Float32Array(row.vectors);
  const { dimension } = row;
  return row.keys.map((key, place) => ({ key, vector: all.subarray(place * dimension, (place + 1) * dimension) }));
}

/** What of a row is whole and new to `seen`, which it joins. */
function soundBlock(row: StoredSegment, seen: Set<string>): VectorBlock {
  if (row.vectors.byteLength !== row.keys.length * row.dimension * 4) return { keys: [], vectors: new Float32Array() };
  const sound = entriesOf(row).filter(({ key, vector }) => !seen.has(key) && isUnit(vector));
  for (const { key } of sound) seen.add(key);
  if (sound.length === row.keys.length) return { keys: row.keys, vectors: new Float32Array(row.vectors) };
  const { keys, vectors } = packed(row.dimension, sound);
  return { keys, vectors: new Float32Array(vectors) };
}

function isUnit(vector: Float32Array): boolean {
  let squares = 0;
  for (const value of vector) squares += value * value;
  // Also false for NaN.
  return Math.abs(Math.sqrt(squares) - 1) <= TOLERANCE;
}
