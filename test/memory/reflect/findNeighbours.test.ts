import { expect, test } from "vitest";
import { findNeighbours, MAX_PAIRS } from "../../../src/memory/reflect/findNeighbours";

function run(vectors: Float32Array[], least: number) {
  const steps = findNeighbours(vectors, least, "Comparing");
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

test("[F13] each row gets its nearest others from both sides, best first", () => {
  const at = (angle: number) => Float32Array.from([Math.cos(angle), Math.sin(angle), 0, 0, 0]);
  const nearest = run([at(0), at(0.3), at(0.1), at(2)], 0.9);
  expect(nearest.map((list) => list.map((each) => each.row))).toEqual([[2, 1], [2, 0], [0, 1], []]);
  expect(nearest[0]?.[0]?.cosine).toBeCloseTo(Math.cos(0.1));
});

test("[F13] a row keeps its sixteen nearest at most", () => {
  const nearest = run(
    Array.from({ length: 40 }, () => Float32Array.from([1, 0])),
    0.5,
  );
  expect(nearest[39]?.map((each) => each.row)).toEqual(Array.from({ length: 16 }, (_, row) => row));
});

test("[F13] of more rows than can all be compared, the first are compared with all and the last only with those", () => {
  const count = 6000;
  const whole = Math.floor(MAX_PAIRS / count);
  const vectors = Array.from({ length: count }, () => new Float32Array(2));
  for (const row of [0, whole - 1, count - 2, count - 1]) vectors[row]?.set([1, 0]);
  const nearest = run(vectors, 0.5);
  expect(nearest[count - 1]?.map((each) => each.row)).toEqual([0, whole - 1]);
  expect(nearest[0]?.map((each) => each.row)).toEqual([whole - 1, count - 2, count - 1]);
});

test("[F13] a vector that is no number is near to nothing", () => {
  expect(run([Float32Array.from([Number.NaN, 0]), Float32Array.from([1, 0])], -2)).toEqual([[], []]);
});
