export interface VectorSearch {
  limit: number;
  filter?: (key: string) => boolean;
}

export interface VectorHits {
  /** Best first, ties by key. */
  hits: [key: string, cosine: number][];
  /** Of the cosines to all rows, whatever the filter: what "near" means for this query. 0 where there are none. */
  mean: number;
  deviation: number;
}

/** Exact nearest neighbours of unit vectors, found by key. A key is added once; adding it again replaces it. */
export interface VectorIndex {
  readonly dimension: number;
  readonly size: number;
  /** O(dimension), now and then a copy of the block. Throws a RangeError for a vector of another length or one that is not finite. */
  add(key: string, vector: Float32Array): void;
  /** O(dimension); false where the key is not there. */
  remove(key: string): boolean;
  has(key: string): boolean;
  /** A view that is valid until the next change; undefined where the key is not there. O(1). */
  get(key: string): Float32Array | undefined;
  /** O(size x dimension): 5 ms at 10,000 x 384, 50 ms at 100,000. */
  search(query: Float32Array, options: VectorSearch): VectorHits["hits"];
  /** The same scan, with what it saw of all rows. */
  survey(query: Float32Array, options: VectorSearch): VectorHits;
  /** The vectors' memory in bytes. */
  readonly bytes: number;
  clear(): void;
}

const FIRST_ROWS = 64;

/**
 * A growable block of rows, scanned whole. The last row moves into the place of a removed one:
 * rows have no order, keys have.
 */
export function createVectorIndex(dimension: number): VectorIndex {
  if (!Number.isInteger(dimension) || dimension <= 0) throw new RangeError(`No dimension: ${dimension}`);
  let block = new Float32Array(FIRST_ROWS * dimension);
  let keys: string[] = [];
  const rowOf = new Map<string, number>();

  function row(at: number): Float32Array {
    return block.subarray(at * dimension, (at + 1) * dimension);
  }

  function reserve(rows: number): void {
    if (rows * dimension <= block.length) return;
    const grown = new Float32Array(Math.max(rows, Math.ceil((block.length / dimension) * 1.5)) * dimension);
    grown.set(block);
    block = grown;
  }

  function survey(query: Float32Array, { limit, filter }: VectorSearch): VectorHits {
    if (query.length !== dimension) throw new RangeError(`A query of ${query.length} numbers, not ${dimension}`);
    const best = createBest(limit);
    const length = keys.length;
    let sum = 0;
    let squares = 0;
    for (let at = 0; at < length; at++) {
      const cosine = dotAt(block, at * dimension, query, dimension);
      sum += cosine;
      squares += cosine * cosine;
      if (best.admits(cosine) && (!filter || filter(keys[at] as string))) best.push(keys[at] as string, cosine);
    }
    const mean = length > 0 ? sum / length : 0;
    const deviation = length > 0 ? Math.sqrt(Math.max(0, squares / length - mean * mean)) : 0;
    return { hits: best.sorted(), mean, deviation };
  }

  return {
    dimension,
    get size() {
      return keys.length;
    },
    get bytes() {
      return block.byteLength;
    },
    add(key, vector) {
      if (vector.length !== dimension) throw new RangeError(`A vector of ${vector.length} numbers, not ${dimension}`);
      for (const number of vector) if (!Number.isFinite(number)) throw new RangeError("A vector that is not finite");
      let at = rowOf.get(key);
      if (at === undefined) {
        at = keys.length;
        reserve(at + 1);
        keys.push(key);
        rowOf.set(key, at);
      }
      row(at).set(vector);
    },
    remove(key) {
      const at = rowOf.get(key);
      if (at === undefined) return false;
      const moved = keys.pop() as string;
      rowOf.delete(key);
      if (moved === key) return true;
      row(at).set(row(keys.length));
      keys[at] = moved;
      rowOf.set(moved, at);
      return true;
    },
    has: (key) => rowOf.has(key),
    get(key) {
      const at = rowOf.get(key);
      return at === undefined ? undefined : row(at);
    },
    search: (query, options) => survey(query, options).hits,
    survey,
    clear() {
      block = new Float32Array(FIRST_ROWS * dimension);
      keys = [];
      rowOf.clear();
    },
  };
}

/** Four sums side by side: the engine keeps them in registers, and a single sum waits for itself. */
function dotAt(block: Float32Array, from: number, query: Float32Array, dimension: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < dimension; i += 4) {
    a += (block[from + i] as number) * (query[i] as number);
    b += (block[from + i + 1] as number) * (query[i + 1] as number);
    c += (block[from + i + 2] as number) * (query[i + 2] as number);
    d += (block[from + i + 3] as number) * (query[i + 3] as number);
  }
  for (; i < dimension; i++) a += (block[from + i] as number) * (query[i] as number);
  return a + b + c + d;
}

/** Dot product of two vectors of one length; the cosine where both are unit vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  return dotAt(a, 0, b, Math.min(a.length, b.length));
}

type Hit = [key: string, score: number];

/** True where `a` ranks behind `b`: lower score, or the same and a later key. */
function behind(a: Hit, b: Hit): boolean {
  return a[1] < b[1] || (a[1] === b[1] && a[0] > b[0]);
}

/** The best `limit` hits in a binary heap whose top is the worst of them: O(log limit) a hit that gets in. */
function createBest(limit: number) {
  const heap: Hit[] = [];

  function down(): void {
    let at = 0;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && behind(heap[child] as Hit, heap[worst] as Hit)) worst = child;
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst] as Hit, heap[at] as Hit];
      at = worst;
    }
  }

  function up(): void {
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!behind(heap[at] as Hit, heap[parent] as Hit)) return;
      [heap[at], heap[parent]] = [heap[parent] as Hit, heap[at] as Hit];
      at = parent;
    }
  }

  return {
    admits: (score: number) => heap.length < limit || (limit > 0 && score >= (heap[0] as Hit)[1]),
    push(key: string, score: number) {
      const hit: Hit = [key, score];
      if (heap.length < limit) {
        heap.push(hit);
        up();
      } else if (limit > 0 && behind(heap[0] as Hit, hit)) {
        heap[0] = hit;
        down();
      }
    },
    sorted: (): Hit[] => heap.sort((a, b) => (behind(a, b) ? 1 : -1)),
  };
}
