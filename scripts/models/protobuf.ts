/** Writes the protobuf wire format (https://protobuf.dev/programming-guides/encoding/), as far as ONNX needs it. */

/** An encoded field, in pieces that are joined once at the end. */
export type Field = Uint8Array[];

const WIRE_VARINT = 0;
const WIRE_LENGTH = 2;
const WIRE_FIXED32 = 5;

/** An integer, negative ones in ten bytes. */
export function integer(field: number, value: number): Field {
  return [varint((field << 3) | WIRE_VARINT), varint(value)];
}

export function float(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [varint((field << 3) | WIRE_FIXED32), bytes];
}

export function bytes(field: number, value: Uint8Array): Field {
  return [varint((field << 3) | WIRE_LENGTH), varint(value.length), value];
}

export function text(field: number, value: string): Field {
  return bytes(field, new TextEncoder().encode(value));
}

/** A nested message of these fields. */
export function message(field: number, ...fields: Field[]): Field {
  const parts = fields.flat();
  return [varint((field << 3) | WIRE_LENGTH), varint(parts.reduce((sum, part) => sum + part.length, 0)), ...parts];
}

function varint(value: number): Uint8Array {
  const groups: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    groups.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  groups.push(Number(rest));
  return Uint8Array.from(groups);
}
