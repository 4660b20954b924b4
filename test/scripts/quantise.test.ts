import { expect, test } from "vitest";
import { quantiseColumnBlocks, quantiseRows, transpose } from "../../scripts/models/quantise";

/** Numbers in [-1, 1) that are the same in each run. */
function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  });
}

test("No number moves by more than half a step of its own block", () => {
  const [rows, columns, block] = [128, 24, 64];
  const matrix = noise(rows * columns);
  const { values, scales } = quantiseColumnBlocks(matrix, rows, columns, block);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const scale = scales[Math.floor(row / block) * columns + column] ?? Number.NaN;
      const at = row * columns + column;
      expect(Math.abs((values[at] ?? 0) * scale - (matrix[at] ?? 0))).toBeLessThanOrEqual(scale / 2 + 1e-7);
    }
  }
});

test("A large number costs the other rows nothing", () => {
  const { values, scales } = quantiseRows(Float32Array.of(100, 1, 0.5, 0.25), 2, 2);
  expect([...values]).toEqual([127, 1, 127, 64]);
  expect(scales[1]).toBeCloseTo(0.5 / 127, 8);
});

test("A block of zeros stays zero", () => {
  expect([...quantiseColumnBlocks(new Float32Array(4), 2, 2, 2).values]).toEqual([0, 0, 0, 0]);
});

test("Rows that do not divide into blocks are refused", () => {
  expect(() => quantiseColumnBlocks(new Float32Array(6), 3, 2, 2)).toThrow("blocks of 2");
});

test("A matrix turned twice is itself", () => {
  const matrix = noise(15);
  expect(transpose(transpose(matrix, 3, 5), 5, 3)).toEqual(matrix);
});
