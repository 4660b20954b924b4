import { describe, expect, it } from "vitest";
import { createIds } from "../../src/storage/createIds";

describe("Ids", () => {
  const ids = createIds();

  it("are 26 lower-case characters, the same for the same parts", () => {
    expect(ids.derive("memory", "p1", "0", "36")).toMatch(/^[a-z2-7]{26}$/);
    expect(ids.derive("memory", "p1")).toBe(ids.derive("memory", "p1"));
    // Pinned: ids are in memory files, so they may never come out otherwise.
    expect(ids.derive("memory", "p1", "0", "36")).toBe("sz3cfzogreicz4mkgkx3wepwg4");
  });

  it("tell apart parts that only differ in where they are cut, and lone surrogates", () => {
    const all = [
      ["ab", "c"],
      ["a", "bc"],
      ["abc"],
      ["a", "b", "c"],
      ["abc", ""],
      ['a","b'],
      ["\ud800"],
      ["\ud801"],
      ["\ufffd"],
      [],
    ];
    expect(new Set(all.map((parts) => ids.derive(...parts))).size).toBe(all.length);
  });

  it("of chance differ and have the same form", () => {
    const some = Array.from({ length: 100 }, () => ids.random());
    expect(new Set(some).size).toBe(100);
    for (const id of some) expect(id).toMatch(/^[a-z2-7]{26}$/);
  });
});
