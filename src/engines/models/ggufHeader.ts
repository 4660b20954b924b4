/** A value in the metadata of a GGUF. Integers of 64 bits are numbers too: past 2^53 they lose their last digits. */
export type GgufValue = number | string | boolean | readonly (number | string | boolean)[];

export interface GgufTensor {
  name: string;
  /** Innermost dimension first: [columns, rows] for a matrix. */
  shape: readonly number[];
  /** ggml's number for how its weights are packed, e.g. 3 for Q4_1. */
  type: number;
  /** Bytes from `dataStart`. */
  offset: number;
}

/** All that a GGUF says before its weights. */
export interface GgufHeader {
  version: number;
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: readonly GgufTensor[];
  /** Bytes from the start of the file to the first weight. */
  dataStart: number;
}

/** The bytes end before the header does: read more of the file, or it is cut off. */
export class GgufIncomplete extends Error {
  override readonly name = "GgufIncomplete";
}

/** The bytes are no header of a GGUF that is known here. */
export class NotGguf extends Error {
  override readonly name = "NotGguf";
}

const MAGIC = 0x46554747; // "GGUF"
const STRING = 8;
const ARRAY = 9;

/** Size of a value by its type, and how to read it. */
const SCALARS: Readonly<Record<number, { bytes: number; read(view: DataView, at: number): number | boolean }>> = {
  0: { bytes: 1, read: (view, at) => view.getUint8(at) },
  1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  3: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  4: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  5: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  6: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  7: { bytes: 1, read: (view, at) => view.getUint8(at) !== 0 },
  10: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  11: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  12: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

/**
 * The header of a GGUF from the first bytes of its file (github.com/ggml-org/ggml, docs/gguf.md; versions 2 and 3, little
 * endian). Throws NotGguf for anything else, and GgufIncomplete where `bytes` end too early. Without `lists` the arrays, of
 * which a vocabulary has hundreds of thousands of items, are passed over and are not in the metadata.
 */
export function readGgufHeader(bytes: Uint8Array, { lists = true }: { lists?: boolean } = {}): GgufHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder();
  let at = 0;

  /** Where the next `length` bytes start; they are skipped. */
  function take(length: number): number {
    const start = at;
    if (length > bytes.byteLength - start) throw new GgufIncomplete("The file ends before its header does.");
    at += length;
    return start;
  }
  const readUint32 = () => view.getUint32(take(4), true);
  const readUint64 = () => Number(view.getBigUint64(take(8), true));
  function readString(): string {
    const length = readUint64();
    const start = take(length);
    return text.decode(bytes.subarray(start, start + length));
  }
  function readScalar(type: number): number | string | boolean {
    if (type === STRING) return readString();
    const scalar = SCALARS[type];
    // Arrays in arrays come here as well: llama.cpp has none, and a deep nest would end the stack.
    if (!scalar) throw new NotGguf(`A value in the header has a type (${type}) that is not known here.`);
    return scalar.read(view, take(scalar.bytes));
  }
  function skipItems(type: number, length: number): void {
    const scalar = SCALARS[type];
    if (scalar) take(length * scalar.bytes);
    else if (type === STRING) for (let i = 0; i < length; i++) take(readUint64());
    else readScalar(type);
  }
  /** Null for an array that is passed over. */
  function readValue(type: number): GgufValue | null {
    if (type !== ARRAY) return readScalar(type);
    const itemType = readUint32();
    const length = readUint64();
    if (!lists) {
      skipItems(itemType, length);
      return null;
    }
    const items: (number | string | boolean)[] = [];
    for (let i = 0; i < length; i++) items.push(readScalar(itemType));
    return items;
  }

  if (readUint32() !== MAGIC) throw new NotGguf("The file is no GGUF.");
  const version = readUint32();
  if (version !== 2 && version !== 3) {
    throw new NotGguf(`The file is a GGUF of a version (${version}) that is not known here.`);
  }
  const tensorCount = readUint64();
  const valueCount = readUint64();
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < valueCount; i++) {
    const key = readString();
    const value = readValue(readUint32());
    if (value !== null) metadata.set(key, value);
  }
  const tensors: GgufTensor[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = readString();
    const dimensions = readUint32();
    // ggml has four at most.
    if (dimensions > 4) throw new NotGguf(`${name} has ${dimensions} dimensions.`);
    const shape = Array.from({ length: dimensions }, readUint64);
    tensors.push({ name, shape, type: readUint32(), offset: readUint64() });
  }
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || !(alignment >= 1))
    throw new NotGguf("The file says no alignment of its weights.");
  return { version, metadata, tensors, dataStart: Math.ceil(at / alignment) * alignment };
}
