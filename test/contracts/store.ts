import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeChange } from "../../src/memory/graph/makeChange";
import type { Cause, Change } from "../../src/memory/model";
import type { CairnStore } from "../../src/storage/CairnStore";
import { aLink, aMemory, aPassage, aSource, aTurn } from "../support/rows";

const cause = (id: string, kind: Cause["kind"] = "learn"): Cause => ({ kind, id });
const sorted = (rows: { id: string }[]) => rows.map((row) => row.id).sort();

/** What every implementation of the store keeps to. */
export function describeStore(name: string, open: () => Promise<CairnStore>): void {
  describe(`${name} as a store`, () => {
    let store: CairnStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    const put = (causeId: string, ...changes: Change[]) => store.commit(cause(causeId), () => ({ changes }));

    it("[O1] gives each change of a commit the next rev and its cause, and returns the ops", async () => {
      const first = await put(
        "a",
        makeChange("sources", null, aSource(), "line"),
        makeChange("passages", null, aPassage()),
      );
      const second = await put("b", makeChange("sources", aSource(), aSource({ title: "Other" })));
      expect(first.map((op) => [op.rev, op.cause.id, op.entry])).toEqual([
        [1, "a", "line"],
        [2, "a", null],
      ]);
      expect(second.map((op) => op.rev)).toEqual([3]);
      expect(store.rev).toBe(3);
      expect(await store.opsSince(1)).toEqual([first[1], second[0]]);
      expect(await store.opsSince(3)).toEqual([]);
    });

    it("reads back exactly the rows that were written", async () => {
      const memory = aMemory({ evidence: [{ passageId: "p1", start: 0, end: 3 }], derivedFrom: ["m9"] });
      await put("a", makeChange("memories", null, memory), makeChange("links", null, aLink()));
      expect(await store.get("memories", "m1")).toEqual(memory);
      expect(await store.get("links", "l1")).toEqual(aLink());
      expect(await store.get("memories", "none")).toBeUndefined();
      expect(await store.getMany("memories", ["none", "m1"])).toEqual([undefined, memory]);
      expect(await store.getMany("memories", [])).toEqual([]);
      expect(await store.all("memories")).toEqual([memory]);
      expect((await store.opsSince(0))[0]?.after).toEqual(memory);
    });

    it("keeps lone surrogates, NUL bytes and right-to-left text as they came", async () => {
      const text = "\ud800 \0 שלום \u{1f9ed}";
      await put("a", makeChange("passages", null, aPassage({ text })));
      expect((await store.get("passages", "p1"))?.text).toBe(text);
    });

    it("finds passages of a source and turns of a chat in their order", async () => {
      await put(
        "a",
        ...[2, 0, 1].map((ordinal) => makeChange("passages", null, aPassage({ id: `p${ordinal}`, ordinal }))),
        makeChange("passages", null, aPassage({ id: "p9", sourceId: "s2" })),
        ...[1, 0].map((ordinal) => makeChange("turns", null, aTurn({ id: `t${ordinal}`, ordinal }))),
        makeChange("turns", null, aTurn({ id: "t9", chatId: "c2" })),
      );
      expect((await store.passagesOf("s1")).map((row) => row.id)).toEqual(["p0", "p1", "p2"]);
      expect((await store.turnsOf("c1")).map((row) => row.id)).toEqual(["t0", "t1"]);
    });

    it("finds memories by their key while they are believed, or kept beside what covers them", async () => {
      await put(
        "a",
        makeChange("memories", null, aMemory()),
        makeChange("memories", null, aMemory({ id: "m2", status: "past", validTo: 2 })),
        makeChange("memories", null, aMemory({ id: "m3", status: "forgotten" })),
        makeChange("memories", null, aMemory({ id: "m4", textKey: "k2" })),
        makeChange("memories", null, aMemory({ id: "m5", status: "archived", replacedBy: "m4" })),
        makeChange("memories", null, aMemory({ id: "m6", status: "retired", retiredAt: 2 })),
      );
      expect(sorted(await store.memoriesByTextKey(["k1", "none"]))).toEqual(["m1", "m2", "m5"]);
      expect(sorted(await store.memoriesByTextKey(["k1", "k2"]))).toEqual(["m1", "m2", "m4", "m5"]);
      expect(await store.memoriesByTextKey([])).toEqual([]);
    });

    it("finds what rests on passages and memories, once each, of any status", async () => {
      const evidence = [
        { passageId: "p1", start: 0, end: 1 },
        { passageId: "p2", start: 0, end: 1 },
      ];
      await put(
        "a",
        makeChange("memories", null, aMemory({ evidence, status: "forgotten" })),
        makeChange("memories", null, aMemory({ id: "m2", evidence: [], derivedFrom: ["m1", "m3"] })),
        makeChange("memories", null, aMemory({ id: "m3", evidence: [], status: "archived", replacedBy: "m2" })),
        makeChange("links", null, aLink()),
      );
      expect(sorted(await store.memoriesOfPassages(["p1", "p2"]))).toEqual(["m1"]);
      expect(sorted(await store.memoriesDerivedFrom(["m1", "m3"]))).toEqual(["m2"]);
      expect(sorted(await store.memoriesReplacedBy(["m2"]))).toEqual(["m3"]);
      expect(sorted(await store.linksOf(["m1", "m2"]))).toEqual(["l1"]);
      expect(await store.linksOf(["m3"])).toEqual([]);
    });

    it("finds as much with thousands of keys as with one", async () => {
      await put(
        "a",
        makeChange("memories", null, aMemory()),
        makeChange("memories", null, aMemory({ id: "m2", textKey: "k2" })),
      );
      const keys = Array.from({ length: 3000 }, (_, place) => `none${place}`);
      expect(sorted(await store.memoriesByTextKey([...keys, "k1"]))).toEqual(["m1"]);
      expect(sorted(await store.memoriesOfPassages([...keys, "p1"]))).toEqual(["m1", "m2"]);
    });

    it("follows a memory's new evidence and forgets its old", async () => {
      const after = aMemory({ evidence: [{ passageId: "p2", start: 0, end: 1 }] });
      await put("a", makeChange("memories", null, aMemory()));
      await put("b", makeChange("memories", aMemory(), after));
      expect(await store.memoriesOfPassages(["p1"])).toEqual([]);
      expect(await store.memoriesOfPassages(["p2"])).toEqual([after]);
    });

    it("[O2] finds the ops of a cause together with those of its undos, oldest first", async () => {
      await put("a", makeChange("sources", null, aSource()));
      await put("b", makeChange("sources", null, aSource({ id: "s2" })));
      await store.commit(cause("undo:x:a", "undo"), () => ({ changes: [makeChange("sources", aSource(), null)] }));
      await store.commit(cause("undo:y:undo:x:a", "undo"), () => ({
        changes: [makeChange("sources", null, aSource())],
      }));
      expect((await store.opsOfCause("a")).map((op) => op.rev)).toEqual([1, 3, 4]);
      expect((await store.opsOfCause("undo:x:a")).map((op) => op.rev)).toEqual([3, 4]);
    });

    it("[D3] writes nothing for a plan without changes or with changes that change nothing", async () => {
      await put("a", makeChange("sources", null, aSource()));
      expect(await store.commit(cause("b"), () => ({ changes: [] }))).toEqual([]);
      expect(await put("c", makeChange("sources", aSource(), aSource()))).toEqual([]);
      expect(store.rev).toBe(1);
    });

    it("[D4] refuses a diff that was made for other rows, whole", async () => {
      await put("a", makeChange("sources", null, aSource()));
      const wrong = put(
        "b",
        makeChange("sources", null, aSource({ id: "s2" })),
        makeChange("sources", aSource({ title: "Not so" }), aSource({ title: "New" })),
      );
      await expect(wrong).rejects.toMatchObject({ name: "DiffMismatch" });
      expect(await store.all("sources")).toEqual([aSource()]);
      expect(store.rev).toBe(1);
      expect(await store.opsSince(1)).toEqual([]);
    });

    it("[D1] refuses a diff that changes a row twice", async () => {
      const twice = put("a", makeChange("sources", null, aSource()), makeChange("sources", aSource(), null));
      await expect(twice).rejects.toMatchObject({ name: "InvalidDiffError" });
      expect(store.rev).toBe(0);
    });

    it("[D5] refuses to rewrite the words of a passage", async () => {
      await put("a", makeChange("passages", null, aPassage()));
      const rewrite = put("b", makeChange("passages", aPassage(), aPassage({ text: "Something else" })));
      await expect(rewrite).rejects.toMatchObject({ name: "InvalidDiffError" });
      await put("c", makeChange("passages", aPassage(), aPassage({ status: "forgotten" })));
      expect(await store.get("passages", "p1")).toEqual(aPassage({ status: "forgotten" }));
    });

    it("[O1] writes nothing when the plan throws, and goes on after it", async () => {
      const failing = store.commit(cause("a"), () => {
        throw new Error("no plan");
      });
      await expect(failing).rejects.toThrow("no plan");
      expect(await put("b", makeChange("sources", null, aSource()))).toHaveLength(1);
    });

    it("[O1] plans one at a time, each on what the one before left", async () => {
      const add = (place: number) =>
        store.commit(cause(`c${place}`), async (reader) => {
          const before = (await reader.get("sources", "s1")) ?? null;
          await Promise.resolve();
          return { changes: [makeChange("sources", before, aSource({ size: (before?.size ?? 0) + 1 }))] };
        });
      await Promise.all(Array.from({ length: 10 }, (_, place) => add(place)));
      expect((await store.get("sources", "s1"))?.size).toBe(10);
      expect((await store.opsSince(0)).map((op) => op.rev)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it("keeps settings beside the log", async () => {
      expect(await store.settings()).toEqual({});
      await store.setSetting("theme", "dark");
      await store.setSetting("theme", "light");
      expect(await store.settings()).toEqual({ theme: "light" });
      expect(store.rev).toBe(0);
    });

    it("[I13] keeps vectors by model and key, to the last bit", async () => {
      const vectors = Array.from({ length: 40 }, (_, place) => unit(8, place + 1));
      for (const [place, vector] of vectors.entries()) await store.saveVectors("m", 8, [{ key: `k${place}`, vector }]);
      await store.saveVectors("m", 8, [{ key: "k0", vector: unit(8, 1) }]);
      await store.saveVectors("other", 4, [{ key: "o", vector: unit(4, 9) }]);
      const held = await load(store, "m");
      expect([...held.keys()].sort()).toEqual(vectors.map((_, place) => `k${place}`).sort());
      vectors.forEach((vector, place) => {
        expect(held.get(`k${place}`)).toEqual(vector);
      });
      await store.removeVectors(["k3", "k39", "o"]);
      expect((await load(store, "m")).size).toBe(38);
      expect((await load(store, "other")).size).toBe(0);
      expect((await store.counts()).vectors).toBeGreaterThanOrEqual(38);
    });

    it("[I13] refuses vectors of another length, of another norm, or with NaN in them, all of a call together", async () => {
      const good = { key: "good", vector: unit(4, 1) };
      const bad = [
        new Float32Array([1, 0, 0]),
        new Float32Array([2, 0, 0, 0]),
        new Float32Array([Number.NaN, 0, 0, 1]),
      ];
      for (const vector of bad) {
        await expect(store.saveVectors("m", 4, [good, { key: "bad", vector }])).rejects.toBeInstanceOf(RangeError);
      }
      expect((await load(store, "m")).size).toBe(0);
    });

    it("counts its rows", async () => {
      await put("a", makeChange("sources", null, aSource()), makeChange("passages", null, aPassage()));
      expect(await store.counts()).toMatchObject({ sources: 1, passages: 1, memories: 0, ops: 2, vectors: 0 });
    });
  });
}

async function load(store: CairnStore, modelId: string): Promise<Map<string, Float32Array>> {
  const held = new Map<string, Float32Array>();
  for await (const { keys, vectors } of store.loadVectors(modelId)) {
    const dimension = vectors.length / keys.length;
    keys.forEach((key, place) => {
      expect(held.has(key)).toBe(false);
      held.set(key, vectors.slice(place * dimension, (place + 1) * dimension));
    });
  }
  return held;
}

function unit(dimension: number, seed: number): Float32Array {
  const raw = Float32Array.from({ length: dimension }, (_, place) => Math.sin(seed * (place + 1)));
  const norm = Math.hypot(...raw);
  return raw.map((value) => value / norm);
}
