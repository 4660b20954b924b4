import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { describe, expect, it } from "vitest";
import { openStore } from "../support/openStore";

const vector = (seed: number) => {
  const raw = Float32Array.from([Math.sin(seed), Math.cos(seed)]);
  return raw;
};
const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, place) => ({ key: `k${from + place}`, vector: vector(from + place) }));

async function setUp() {
  const indexedDB = new IDBFactory();
  const store = await openStore({ indexedDB });
  const raw = await new Dexie("cairn", { indexedDB, IDBKeyRange }).open();
  const load = async () => {
    const held = new Map<string, number[]>();
    for await (const { keys, vectors } of store.loadVectors("m")) {
      keys.forEach((key, place) => {
        held.set(key, [...vectors.subarray(place * 2, place * 2 + 2)]);
      });
    }
    return held;
  };
  return { store, segments: raw.table("segments"), load };
}

describe("The vectors", () => {
  it("[I13] are folded into full rows once there are more than 32 small ones", async () => {
    const { store, segments, load } = await setUp();
    for (let save = 0; save < 32; save++) await store.saveVectors("m", 2, entries(save * 70, (save + 1) * 70));
    expect(await segments.count()).toBe(32);
    await store.saveVectors("m", 2, entries(2240, 2310));
    const rows = await segments.toArray();
    expect(rows.map((row) => [row.keys.length, row.full])).toEqual([
      [2000, 1],
      [310, 0],
    ]);
    const held = await load();
    expect(held.size).toBe(2310);
    expect(held.get("k2309")).toEqual([...vector(2309)]);
  });

  it("[I13] of one call go into rows of at most 2,000", async () => {
    const { store, segments } = await setUp();
    await store.saveVectors("m", 2, entries(0, 4500));
    expect((await segments.toArray()).map((row) => row.keys.length)).toEqual([2000, 2000, 500]);
  });

  it("[I13] that were damaged on the disk are left out, the others are not", async () => {
    const { store, segments, load } = await setUp();
    await store.saveVectors("m", 2, entries(0, 3));
    await store.saveVectors("m", 2, entries(3, 5));
    const [first, second] = await segments.toArray();
    const damaged = new Float32Array(first.vectors);
    damaged[2] = Number.NaN;
    await segments.put({ ...first, vectors: damaged.buffer });
    await segments.put({ ...second, vectors: second.vectors.slice(4) });
    expect([...(await load()).keys()]).toEqual(["k0", "k2"]);
  });

  it("[I13] are all found by who reads them while they are being folded", async () => {
    const { store } = await setUp();
    for (let save = 0; save < 32; save++) await store.saveVectors("m", 2, entries(save, save + 1));
    const seen = new Set<string>();
    for await (const { keys } of store.loadVectors("m")) {
      if (seen.size === 0) await store.saveVectors("m", 2, entries(32, 33));
      for (const key of keys) seen.add(key);
    }
    expect(seen.size).toBe(33);
  });
});
