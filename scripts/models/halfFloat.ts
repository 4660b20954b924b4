/** IEEE 754 binary16 and binary32, bit by bit: Node 20 has no Float16Array. */

const HALF_VALUES = Float32Array.from({ length: 65536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
});

const floatBox = new Float32Array(1);
const bitsBox = new Uint32Array(floatBox.buffer);

/** The number that the 16 bits of a half stand for. */
export function halfToFloat(bits: number): number {
  return HALF_VALUES[bits] ?? Number.NaN;
}

/** The 16 bits of the half nearest to `value`, ties to even; too large becomes infinity. */
export function floatToHalf(value: number): number {
  floatBox[0] = value;
  const bits = bitsBox[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  return sign | ((magnitude + 0xfff + ((magnitude >> 13) & 1) - 0x38000000) >> 13);
}

function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
