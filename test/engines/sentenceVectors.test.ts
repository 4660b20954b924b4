import { describe, expect, it } from "vitest";
import { EMBEDDING } from "../../src/engines/embedder/createEmbedder";
import { meanPool } from "../../src/engines/embedder/meanPool";
import { padBatch } from "../../src/engines/embedder/padBatch";

const CLS = 101;
const SEP = 102;

describe("padBatch", () => {
  it("pads every row to the longest and masks the padding", () => {
    const batch = padBatch(
      [
        [CLS, 7, SEP],
        [CLS, 8, 9, 10, SEP],
      ],
      256,
    );
    expect(batch).toMatchObject({ rows: 2, width: 5, lengths: [3, 5] });
    expect([...batch.ids]).toEqual([101n, 7n, 102n, 0n, 0n, 101n, 8n, 9n, 10n, 102n]);
    expect([...batch.mask]).toEqual([1n, 1n, 1n, 0n, 0n, 1n, 1n, 1n, 1n, 1n]);
  });

  it("cuts a long text and leaves it its last token", () => {
    const batch = padBatch([[CLS, 1, 2, 3, 4, 5, SEP]], 4);
    expect([...batch.ids]).toEqual([101n, 1n, 2n, 102n]);
  });

  it("makes nothing of nothing", () => {
    expect(padBatch([], 256)).toMatchObject({ rows: 0, width: 0 });
  });
});

describe("meanPool", () => {
  it("is the mean of the real tokens alone, of length 1", () => {
    const hidden = Float32Array.from([3, 0, 3, 8, 99, 99, /* second row */ 0, 1, 0, 1, 0, 1]);
    const vectors = meanPool(hidden, [2, 3], 3, 2);
    expect(vectors[0]).toBeCloseTo(0.6, 6);
    expect(vectors[1]).toBeCloseTo(0.8, 6);
    expect([...vectors.slice(2)]).toEqual([0, 1]);
  });

  it("leaves a row without tokens at zero", () => {
    expect([...meanPool(new Float32Array(2), [0], 1, 2)]).toEqual([0, 0]);
  });
});

describe("the tokens of a text", () => {
  it("are never more than the model reads", () => {
    expect(EMBEDDING.tokens("")).toBe(2);
    expect(EMBEDDING.tokens("four")).toBe(3);
    expect(EMBEDDING.tokens("x".repeat(100_000))).toBe(256);
  });
});
