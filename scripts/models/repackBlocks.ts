import { NotGguf } from "../../src/engines/models/ggufHeader";
import { halfToFloat } from "./halfFloat";

/** Weights that share a scale and a low, in ggml as in web-llm. */
const GROUP = 32;

/** Weight = code * scale + low; codes little end first in words of 32 bits, a scale and a low for every 32 of them. */
export interface PackedMatrix {
  codes: Uint8Array;
  scale: Float32Array;
  low: Float32Array;
}

/** How ggml packs 32 weights (ggml-common.h), and how the same codes are written here. */
interface BlockFormat {
  /** Bytes of a block in ggml. */
  bytes: number;
  bits: 4 | 8;
  /** Writes the block that starts at `at` as group `group` of `to`. */
  write(data: Uint8Array, at: number, to: PackedMatrix, group: number): void;
}

/** F16 scale, F16 low, then 16 bytes: byte j has weight j in its low half and weight j + 16 in its high half. */
const Q4_1: BlockFormat = {
  bytes: 20,
  bits: 4,
  write(data, at, { codes, scale, low }, group) {
    scale[group] = half(data, at);
    low[group] = half(data, at + 2);
    const to = group * 16;
    for (let i = 0; i < 8; i++) {
      const first = data[at + 4 + 2 * i] ?? 0;
      const second = data[at + 5 + 2 * i] ?? 0;
      codes[to + i] = (first & 15) | ((second & 15) << 4);
      codes[to + 8 + i] = (first >> 4) | (second & 0xf0);
    }
  },
};

/** F16 scale, then 32 signed bytes: code = byte + 128, and so low = -128 * scale. */
const Q8_0: BlockFormat = {
  bytes: 34,
  bits: 8,
  write(data, at, { codes, scale, low }, group) {
    const step = half(data, at);
    scale[group] = step;
    low[group] = -128 * step;
    const to = group * GROUP;
    for (let i = 0; i < GROUP; i++) codes[to + i] = (data[at + 2 + i] ?? 0) ^ 0x80;
  },
};

/** Block formats by ggml's number. */
const FORMATS: Readonly<Record<number, BlockFormat>> = { 3: Q4_1, 8: Q8_0 };

/** Bits of a code and bytes of a row, for a matrix of ggml's type `type`. Throws NotGguf for other types. */
export function rowFormat(type: number, columns: number): { bits: 4 | 8; rowBytes: number } {
  const format = FORMATS[type];
  if (!format || columns % GROUP !== 0) {
    throw new NotGguf(`Weights of type ${type} in rows of ${columns} cannot be repacked.`);
  }
  return { bits: format.bits, rowBytes: (columns / GROUP) * format.bytes };
}

/** Room for a matrix of so many rows. */
export function emptyMatrix(rows: number, columns: number, bits: 4 | 8): PackedMatrix {
  const groups = (rows * columns) / GROUP;
  return {
    codes: new Uint8Array((rows * columns * bits) / 8),
    scale: new Float32Array(groups),
    low: new Float32Array(groups),
  };
}

/**
 * Writes a matrix of ggml into `to`, its first row to row `firstRow`. Codes, scales and lows stay what they are: nothing is
 * quantised again. Row r comes from row `order[r]` of `data`.
 */
export function repackRows(
  data: Uint8Array,
  { type, columns, rows }: { type: number; columns: number; rows: number },
  order: Uint32Array | null,
  to: PackedMatrix,
  firstRow: number,
): void {
  const format = FORMATS[type] as BlockFormat;
  const { rowBytes } = rowFormat(type, columns);
  const groups = columns / GROUP;
  for (let row = 0; row < rows; row++) {
    const from = (order?.[row] ?? row) * rowBytes;
    for (let g = 0; g < groups; g++) format.write(data, from + g * format.bytes, to, (firstRow + row) * groups + g);
  }
}

function half(bytes: Uint8Array, at: number): number {
  return halfToFloat((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
}
