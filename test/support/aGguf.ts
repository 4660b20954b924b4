/** Small GGUF files, written by hand (github.com/ggml-org/ggml, docs/gguf.md, version 3). */

/** A value of the metadata: its type in the format, and its bytes. */
export interface Packed {
  type: number;
  bytes: Uint8Array;
}

export interface TensorToWrite {
  name: string;
  /** Innermost dimension first. */
  shape: number[];
  type: number;
  data: Uint8Array;
}

/** The bytes of a GGUF with these values and tensors, its weights aligned as the metadata say (32 without). */
export function aGguf(metadata: Record<string, Packed>, tensors: readonly TensorToWrite[]): Uint8Array {
  const aligned = metadata["general.alignment"];
  const alignment = (aligned && new DataView(aligned.bytes.buffer).getUint32(0, true)) || 32;
  const padding = (length: number) => new Uint8Array((alignment - (length % alignment)) % alignment);
  let offset = 0;
  const infos = tensors.map(({ name, shape, type, data }) => {
    const info = joined([
      text(name),
      int(shape.length, 4),
      ...shape.map((n) => int(n, 8)),
      int(type, 4),
      int(offset, 8),
    ]);
    offset += data.length + padding(data.length).length;
    return info;
  });
  const header = joined([
    new TextEncoder().encode("GGUF"),
    int(3, 4),
    int(tensors.length, 8),
    int(Object.keys(metadata).length, 8),
    ...Object.entries(metadata).flatMap(([key, { type, bytes }]) => [text(key), int(type, 4), bytes]),
    ...infos,
  ]);
  return joined([header, padding(header.length), ...tensors.flatMap(({ data }) => [data, padding(data.length)])]);
}

export const uint32 = (value: number): Packed => ({ type: 4, bytes: int(value, 4) });

export const float32 = (value: number): Packed => ({ type: 6, bytes: new Uint8Array(Float32Array.of(value).buffer) });

export const string = (value: string): Packed => ({ type: 8, bytes: text(value) });

/** An array whose values are all packed by `pack`. */
export function array<T>(pack: (value: T) => Packed, values: [T, ...T[]]): Packed {
  const items = values.map(pack);
  return {
    type: 9,
    bytes: joined([int(pack(values[0]).type, 4), int(items.length, 8), ...items.map((item) => item.bytes)]),
  };
}

function int(value: number, bytes: 4 | 8): Uint8Array {
  const packed = new DataView(new ArrayBuffer(bytes));
  if (bytes === 4) packed.setUint32(0, value, true);
  else packed.setBigUint64(0, BigInt(value), true);
  return new Uint8Array(packed.buffer);
}

function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return joined([int(bytes.length, 8), bytes]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
