import { expect, test } from "vitest";
import { floatToHalf, halfToFloat } from "../../scripts/models/halfFloat";

test("Every half that is a number survives the way through fp32 and back", () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = halfToFloat(bits);
    if (Number.isNaN(value)) expect(Number.isNaN(halfToFloat(floatToHalf(value)))).toBe(true);
    // -0 has its own bits.
    else if (value !== 0) expect(floatToHalf(value)).toBe(bits);
  }
});

test.each([
  [1 / 3, 0.333251953125],
  [65504, 65504],
  [65519, 65504],
  [65520, Number.POSITIVE_INFINITY],
  [-1e9, Number.NEGATIVE_INFINITY],
  [2 ** -24, 2 ** -24],
  [2 ** -25, 0],
  [3 * 2 ** -25, 2 ** -23],
  [2 ** -26, 0],
  [2049, 2048],
  [2051, 2052],
])("%d becomes the nearest half, ties to even: %d", (value, nearest) => {
  expect(halfToFloat(floatToHalf(value))).toBe(nearest);
});
