import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDiff } from "../../../src/memory/graph/applyDiff";
import { checkDiff } from "../../../src/memory/graph/checkDiff";
import { differingTables } from "../../../src/memory/graph/differingTables";
import { emptyRows } from "../../../src/memory/graph/GraphRows";
import { isSame } from "../../../src/memory/graph/isSame";
import { makeChange } from "../../../src/memory/graph/makeChange";
import { reverseDiff } from "../../../src/memory/graph/reverseDiff";
import { squashDiffs } from "../../../src/memory/graph/squashDiffs";
import { anyDiff, anyRows } from "../../support/arbitraries";
import { aPassage, aSource } from "../../support/rows";

const rowsAndDiff = anyRows.chain((rows) => fc.tuple(fc.constant(rows), anyDiff(rows)));

describe("Diffs", () => {
  it("[D2] applying a diff and then its reverse gives the rows from before", () => {
    fc.assert(
      fc.property(rowsAndDiff, ([rows, diff]) => {
        expect(differingTables(applyDiff(applyDiff(rows, diff), reverseDiff(diff)), rows)).toEqual([]);
      }),
    );
  });

  it("[D2] applying a diff leaves the rows it was given as they were", () => {
    const rows = emptyRows();
    applyDiff(rows, { changes: [makeChange("sources", null, aSource())] });
    expect(rows.sources.size).toBe(0);
  });

  it("[D3] one squashed diff does what its parts do one after another, with one change a row", () => {
    const threeDiffs = rowsAndDiff.chain(([rows, first]) => {
      const second = applyDiff(rows, first);
      return anyDiff(second).chain((next) =>
        anyDiff(applyDiff(second, next)).map((last) => ({ rows, diffs: [first, next, last] })),
      );
    });
    fc.assert(
      fc.property(threeDiffs, ({ rows, diffs }) => {
        const squashed = squashDiffs(diffs);
        expect(checkDiff(squashed).filter((sentence) => sentence.includes("twice"))).toEqual([]);
        expect(differingTables(applyDiff(rows, squashed), diffs.reduce(applyDiff, rows))).toEqual([]);
      }),
    );
  });

  it("[D3] add then remove cancels out", () => {
    const add = { changes: [makeChange("sources", null, aSource())] };
    expect(squashDiffs([add, reverseDiff(add)])).toEqual({ changes: [] });
  });

  it("[D4] a diff made for other rows is refused", () => {
    const diff = { changes: [makeChange("sources", aSource(), aSource({ title: "New" }))] };
    expect(() => applyDiff(emptyRows(), diff)).toThrow("not as the change found it");
    expect(() =>
      squashDiffs([{ changes: [makeChange("sources", null, aSource({ title: "Other" }))] }, diff]),
    ).toThrow();
  });

  it("[D5] a change of a passage's words is a fault, a change of its status is not", () => {
    const rewrite = makeChange("passages", aPassage(), aPassage({ text: "No." }));
    const withhold = makeChange("passages", aPassage(), aPassage({ status: "forgotten" }));
    expect(checkDiff({ changes: [rewrite] })).toHaveLength(1);
    expect(checkDiff({ changes: [withhold] })).toEqual([]);
  });

  it("[D6] a change of a source's content hash or of an id is a fault", () => {
    const hash = makeChange("sources", aSource(), aSource({ contentHash: "other" }));
    const id = makeChange("sources", aSource(), aSource({ id: "s2" }));
    expect(checkDiff({ changes: [hash] })).toHaveLength(1);
    expect(checkDiff({ changes: [id] })).not.toEqual([]);
  });

  it("values are the same when each field is, whatever the order of fields", () => {
    expect(isSame({ a: 1, b: [Number.NaN, { c: null }] }, { b: [Number.NaN, { c: null }], a: 1 })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: null })).toBe(false);
    expect(isSame([1, 2], [2, 1])).toBe(false);
    expect(isSame([], {})).toBe(false);
    expect(isSame(null, {})).toBe(false);
  });
});
