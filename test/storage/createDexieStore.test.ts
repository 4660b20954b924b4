import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { describe, expect, it, vi } from "vitest";
import { checkLog } from "../../src/memory/graph/checkLog";
import { toGraphRows } from "../../src/memory/graph/GraphRows";
import { makeChange } from "../../src/memory/graph/makeChange";
import type { Op } from "../../src/memory/model";
import type { CairnStore } from "../../src/storage/CairnStore";
import type { Locks } from "../../src/storage/createWriteLock";
import { withFault, withFullDisk, writeOptionsOf } from "../support/faultyIndexedDb";
import { createChannels, openStore } from "../support/openStore";
import { aMemory, aPassage, aSource } from "../support/rows";

const cause = { kind: "say", id: "t1" } as const;
/** Raises the size of the one source: shows lost or doubled writes. */
const bump = (store: CairnStore) =>
  store.commit(cause, async (reader) => {
    const before = (await reader.get("sources", "s1")) ?? null;
    return { changes: [makeChange("sources", before, aSource({ size: (before?.size ?? 0) + 1 }))] };
  });
const three = (id: string) => [
  makeChange("sources", null, aSource({ id: `s-${id}` })),
  makeChange("passages", null, aPassage({ id: `p-${id}` })),
  makeChange("memories", null, aMemory({ id: `m-${id}` })),
];
async function expectWhole(store: CairnStore): Promise<number> {
  const rows = toGraphRows({
    sources: await store.all("sources"),
    passages: await store.all("passages"),
    memories: await store.all("memories"),
  });
  const ops = await store.opsSince(0);
  expect(checkLog(ops, rows, ops.length)).toEqual([]);
  return ops.length;
}
/** Locks that let everyone in at once, as after a steal. */
const noLocks = { request: (_name: string, work: () => unknown) => Promise.resolve(work()) } as unknown as Locks;

describe("The Dexie store", () => {
  it("[O1] asks for strict durability in every write", async () => {
    const options = await writeOptionsOf(async () => {
      const store = await openStore();
      await bump(store);
      await store.setSetting("a", "b");
      await store.saveVectors("m", 1, [{ key: "k", vector: new Float32Array([1]) }]);
      await store.removeVectors(["k"]);
    });
    expect(options).toEqual(Array(4).fill({ durability: "strict" }));
  });

  it("[O1] writes a commit wholly or not at all, whichever database call fails", async () => {
    const indexedDB = new IDBFactory();
    const store = await openStore({ indexedDB });
    await store.commit(cause, () => ({ changes: three("first") }));
    for (let nth = 1, open = true; open; nth++) {
      const before = store.rev;
      const changes = [
        ...three(`n${nth}`),
        makeChange("memories", aMemory({ id: "m-first" }), aMemory({ id: "m-first" })),
      ];
      const { thrown, error } = await withFault(nth, () => store.commit(cause, () => ({ changes })));
      open = thrown;
      expect(error === null).toBe(!thrown);
      const other = await openStore({ indexedDB });
      expect(await expectWhole(other)).toBe(thrown ? before : before + 3);
      expect(store.rev).toBe(other.rev);
      other.close();
      expect(nth).toBeLessThan(50);
    }
    expect(store.rev).toBe(6);
  });

  it("[O15] tells a full disk from other faults, and stores nothing on it", async () => {
    const store = await openStore();
    await bump(store);
    // The first put of a commit, its last, and one beside the log.
    await withFullDisk("sources", () => expect(bump(store)).rejects.toMatchObject({ name: "QuotaError" }));
    await withFullDisk("meta", () => expect(bump(store)).rejects.toMatchObject({ name: "QuotaError" }));
    const setting = () => expect(store.setSetting("a", "b")).rejects.toMatchObject({ name: "QuotaError" });
    await withFullDisk("settings", setting);
    expect(store.rev).toBe(1);
    expect(await expectWhole(store)).toBe(1);
    expect(await bump(store)).toHaveLength(1);
  });

  it("[O16] hands the ops of another tab on once each, in order, before planning on them", async () => {
    const indexedDB = new IDBFactory();
    const [left, right] = createChannels(2);
    const seen: { left: Op[]; right: Op[] } = { left: [], right: [] };
    const a = await openStore({ indexedDB, channel: left, onRemoteOps: (ops) => void seen.left.push(...ops) });
    const b = await openStore({ indexedDB, channel: right, onRemoteOps: (ops) => void seen.right.push(...ops) });
    const own: { left: Op[]; right: Op[] } = { left: [], right: [] };
    await Promise.all(
      Array.from({ length: 60 }, async (_, place) => {
        if (place % 2) own.left.push(...(await bump(a)));
        else own.right.push(...(await bump(b)));
      }),
    );
    await vi.waitFor(() => expect([a.rev, b.rev]).toEqual([60, 60]));
    expect((await a.get("sources", "s1"))?.size).toBe(60);
    expect(seen.left).toEqual(own.right);
    expect(seen.right).toEqual(own.left);
    expect(await expectWhole(a)).toBe(60);
  });

  it("[O16] catches up when asked, without a message", async () => {
    const indexedDB = new IDBFactory();
    const seen: number[] = [];
    const a = await openStore({ indexedDB, onRemoteOps: (ops) => void seen.push(...ops.map((op) => op.rev)) });
    const b = await openStore({ indexedDB });
    await bump(b);
    expect(a.rev).toBe(0);
    await a.catchUp();
    await a.catchUp();
    expect([a.rev, ...seen]).toEqual([1, 1]);
  });

  it("[O1] plans again when another tab wrote in between, lock or no lock", async () => {
    const indexedDB = new IDBFactory();
    const stores = await Promise.all([1, 2].map(() => openStore({ indexedDB, locks: noLocks })));
    for (let round = 0; round < 20; round++) await Promise.all(stores.map(bump));
    expect((await stores[0]?.get("sources", "s1"))?.size).toBe(40);
  });

  it("[O15] gives up after five plans in vain, with nothing stored", async () => {
    const indexedDB = new IDBFactory();
    const a = await openStore({ indexedDB, locks: noLocks });
    const b = await openStore({ indexedDB, locks: noLocks });
    let plans = 0;
    const commit = a.commit(cause, async () => {
      plans += 1;
      await bump(b);
      return { changes: three("a") };
    });
    await expect(commit).rejects.toMatchObject({ name: "BusyError" });
    expect(plans).toBe(5);
    expect(await a.all("memories")).toEqual([]);
  });

  it("answers with what the work came to even when its lock was stolen", async () => {
    const stolen = {
      request: async (_name: string, work: () => Promise<unknown>) => {
        void work();
        throw new DOMException("Stolen.", "AbortError");
      },
    } as unknown as Locks;
    const store = await openStore({ locks: stolen });
    expect(await bump(store)).toHaveLength(1);
  });

  it("[O17] shuts once a newer Cairn upgrades the database, and says so once", async () => {
    const indexedDB = new IDBFactory();
    const onSuperseded = vi.fn();
    const store = await openStore({ indexedDB, onSuperseded });
    await bump(store);
    const newer = new Dexie("cairn", { indexedDB, IDBKeyRange });
    newer.version(2).stores({ sources: "id" });
    await newer.open();
    expect(onSuperseded).toHaveBeenCalledTimes(1);
    await expect(bump(store)).rejects.toMatchObject({ name: "StaleSchemaError" });
    await expect(store.get("sources", "s1")).rejects.toMatchObject({ name: "StaleSchemaError" });
    expect(await newer.table("sources").count()).toBe(1);
    expect(onSuperseded).toHaveBeenCalledTimes(1);
    newer.close();
  });

  it.each([{ epoch: 2 }, { generation: "another" }])("[O17] never writes into a database with %o", async (other) => {
    const indexedDB = new IDBFactory();
    const onSuperseded = vi.fn();
    const store = await openStore({ indexedDB, onSuperseded });
    await bump(store);
    const raw = await new Dexie("cairn", { indexedDB, IDBKeyRange }).open();
    await raw.table("meta").update("state", other);
    await expect(bump(store)).rejects.toMatchObject({ name: "StaleSchemaError" });
    expect(onSuperseded).toHaveBeenCalledTimes(1);
    expect(await raw.table("ops").count()).toBe(1);
    raw.close();
  });

  it("[O17] does not open a database of another epoch", async () => {
    const indexedDB = new IDBFactory();
    (await openStore({ indexedDB })).close();
    const raw = await new Dexie("cairn", { indexedDB, IDBKeyRange }).open();
    await raw.table("meta").update("state", { epoch: 9 });
    raw.close();
    await expect(openStore({ indexedDB })).rejects.toMatchObject({ name: "StaleSchemaError" });
  });

  it("[O18] goes on after the browser has closed its connection, also in the middle of a commit", async () => {
    const indexedDB = new IDBFactory();
    const connections = trackConnections(indexedDB);
    const store = await openStore({ indexedDB });
    await bump(store);
    connections.closeAll();
    expect((await store.get("sources", "s1"))?.size).toBe(1);
    await store.commit(cause, async (reader) => {
      const before = (await reader.get("sources", "s1")) ?? null;
      connections.closeAll();
      return { changes: [makeChange("sources", before, aSource({ size: 2 }))] };
    });
    expect((await store.get("sources", "s1"))?.size).toBe(2);
    expect(await expectWhole(store)).toBe(2);
  });

  it("[O18] tries to open again after a failure, and never deletes anything", async () => {
    const indexedDB = new IDBFactory();
    const first = await openStore({ indexedDB });
    await bump(first);
    first.close();
    const deletion = vi.spyOn(indexedDB, "deleteDatabase");
    const open = vi.spyOn(indexedDB, "open").mockImplementationOnce(() => {
      throw new DOMException("Not now.", "UnknownError");
    });
    const store = await openStore({ indexedDB });
    expect(open.mock.calls.length).toBeGreaterThan(1);
    expect((await store.get("sources", "s1"))?.size).toBe(1);
    store.close();
    open.mockImplementation(() => {
      throw new DOMException("Never.", "UnknownError");
    });
    await expect(openStore({ indexedDB })).rejects.toMatchObject({ name: "ClosedError" });
    expect(deletion).not.toHaveBeenCalled();
  });

  it("refuses work once it is closed", async () => {
    const store = await openStore();
    store.close();
    await expect(bump(store)).rejects.toMatchObject({ name: "ClosedError" });
    await expect(store.all("memories")).rejects.toMatchObject({ name: "ClosedError" });
  });

  it("finds everything again after it was closed and opened", async () => {
    const indexedDB = new IDBFactory();
    const first = await openStore({ indexedDB });
    await first.commit(cause, () => ({ changes: three("a") }));
    const { generation } = first;
    first.close();
    const second = await openStore({ indexedDB });
    expect([second.rev, second.generation]).toEqual([3, generation]);
    expect(await second.get("memories", "m-a")).toEqual(aMemory({ id: "m-a" }));
  });
});

/** Closes connections the way a browser does, without being asked. */
function trackConnections(factory: IDBFactory): { closeAll(): void } {
  const open = new Set<IDBDatabase>();
  const original = factory.open.bind(factory);
  factory.open = (...args) => {
    const request = original(...args);
    request.addEventListener("success", () => open.add(request.result));
    return request;
  };
  return {
    closeAll() {
      for (const connection of open) {
        connection.close();
        connection.onclose?.(new Event("close"));
      }
      open.clear();
    },
  };
}
