import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createVectorIndex, dot } from "../../src/index/vectors";

vi.setConfig({ testTimeout: 30_000 });

const DIMENSION = 5;
const unit = (numbers: readonly number[]) => {
  const norm = Math.hypot(...numbers) || 1;
  return Float32Array.from(numbers, (number) => number / norm);
};
const vector = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: DIMENSION, maxLength: DIMENSION }).map(unit);

describe("vector index", () => {
  it("is the same after any changes as a scan of what is left", () => {
    const step = fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e", "f"), vector, drop: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), vector, fc.integer({ min: 0, max: 7 }), (steps, query, limit) => {
        const index = createVectorIndex(DIMENSION);
        const left = new Map<string, Float32Array>();
        for (const { key, vector: each, drop } of steps) {
          if (drop) expect(index.remove(key)).toBe(left.delete(key));
          else {
            index.add(key, each);
            left.set(key, each);
          }
        }
        const scanned = [...left]
          .map(([key, each]): [string, number] => [key, dot(each, query)])
          .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
        expect(index.size).toBe(left.size);
        expect(index.search(query, { limit })).toEqual(scanned.slice(0, limit));
        for (const [key, each] of left) expect([...(index.get(key) ?? [])]).toEqual([...each]);
      }),
    );
  });

  it("keeps its rows when it grows", () => {
    const index = createVectorIndex(3);
    for (let i = 0; i < 500; i++) index.add(`k${i}`, unit([Math.cos(i), Math.sin(i), 1]));
    expect(index.search(unit([Math.cos(7), Math.sin(7), 1]), { limit: 1 })[0]?.[0]).toBe("k7");
    expect(index.size).toBe(500);
  });

  it("looks only at keys that the filter lets through, and surveys all of them", () => {
    const index = createVectorIndex(2);
    index.add("x", unit([1, 0]));
    index.add("y", unit([0, 1]));
    const { hits, mean } = index.survey(unit([1, 0]), { limit: 2, filter: (key) => key === "y" });
    expect(hits).toEqual([["y", 0]]);
    expect(mean).toBeCloseTo(0.5, 6);
  });

  it("refuses vectors of another length, and numbers that are none", () => {
    const index = createVectorIndex(3);
    expect(() => index.add("a", new Float32Array(2))).toThrow(RangeError);
    expect(() => index.add("a", Float32Array.of(1, Number.NaN, 0))).toThrow(RangeError);
    expect(() => index.search(new Float32Array(4), { limit: 1 })).toThrow(RangeError);
    expect(index.size).toBe(0);
  });
});
