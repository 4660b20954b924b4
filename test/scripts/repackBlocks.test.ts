import { expect, test } from "vitest";
import { emptyMatrix, repackRows, rowFormat } from "../../scripts/models/repackBlocks";

const Q4_1 = 3;
const Q8_0 = 8;

const hex = (bytes: Uint8Array) =>
  Array.from(new Uint32Array(bytes.buffer), (word) => word.toString(16).padStart(8, "0"));

/** One block of Q4_1: a scale of 0.5, a low of -2, codes 0 to 15 and then 15 down to 0. */
const FOUR_BITS = Uint8Array.of(
  ...[0x00, 0x38, 0x00, 0xc0],
  ...Array.from({ length: 16 }, (_, j) => j | ((15 - j) << 4)),
);

/** One block of Q8_0: a scale of 0.25, and weights of -128, -120, ... 120 of it. */
const EIGHT_BITS = Uint8Array.of(0x00, 0x34, ...Array.from({ length: 32 }, (_, j) => (8 * j - 128) & 255));

test("The codes of Q4_1 stand in order, first in the low bits, eight in a word", () => {
  const matrix = emptyMatrix(1, 32, 4);
  repackRows(FOUR_BITS, { type: Q4_1, columns: 32, rows: 1 }, null, matrix, 0);
  expect(hex(matrix.codes)).toEqual(["76543210", "fedcba98", "89abcdef", "01234567"]);
  expect([...matrix.scale, ...matrix.low]).toEqual([0.5, -2]);
});

test("The signed codes of Q8_0 are moved up by 128, and the low makes up for it", () => {
  const matrix = emptyMatrix(1, 32, 8);
  repackRows(EIGHT_BITS, { type: Q8_0, columns: 32, rows: 1 }, null, matrix, 0);
  expect(hex(matrix.codes)).toEqual([
    "18100800",
    "38302820",
    "58504840",
    "78706860",
    "98908880",
    "b8b0a8a0",
    "d8d0c8c0",
    "f8f0e8e0",
  ]);
  expect([...matrix.scale, ...matrix.low]).toEqual([0.25, -32]);
});

test("Rows go where they are wanted, each with all its groups", () => {
  // Two rows of two groups, told apart by their scales: 1, 2 and 3, 4.
  const data = new Uint8Array(80);
  for (const [block, scale] of [0x3c00, 0x4000, 0x4200, 0x4400].entries()) {
    data.set([scale & 255, scale >> 8, 0, 0, 0x21], block * 20);
  }
  const matrix = emptyMatrix(3, 64, 4);
  repackRows(data, { type: Q4_1, columns: 64, rows: 2 }, Uint32Array.of(1, 0), matrix, 1);
  expect([...matrix.scale]).toEqual([0, 0, 3, 4, 1, 2]);
  expect(hex(matrix.codes).map((word) => word !== "00000000")).toEqual([
    ...Array(8).fill(false),
    ...Array(4).fill([true, false, true, false]).flat(),
  ]);
});

test("Weights that are packed in another way are refused", () => {
  expect(() => rowFormat(2, 32)).toThrow("type 2");
  expect(() => rowFormat(Q4_1, 33)).toThrow("rows of 33");
});
