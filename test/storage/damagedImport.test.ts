import { describe, expect, it } from "vitest";
import { differingTables } from "../../src/memory/graph/differingTables";
import { toGraphRows } from "../../src/memory/graph/GraphRows";
import { TABLES } from "../../src/memory/model";
import type { CairnStore } from "../../src/storage/CairnStore";
import { planImport } from "../../src/storage/planImport";
import { readMemoryFile } from "../../src/storage/readMemoryFile";
import { writeMemoryFile } from "../../src/storage/writeMemoryFile";
import { aWholeMemory } from "../support/aMemoryFile";
import { mutate, seededRandom } from "../support/mutate";
import { openStore } from "../support/openStore";

/** What memory.worker does with a file: read, plan, commit. */
async function take(store: CairnStore, bytes: Uint8Array): Promise<string | null> {
  try {
    const file = readMemoryFile(bytes);
    const cause = { kind: "import", id: "i1" } as const;
    const ops = await store.commit(cause, async (reader) => (await planImport(file, reader)).diff);
    return ops.length > 0 ? "changed" : null;
  } catch (error) {
    return (error as Error).message;
  }
}

async function rowsOf(store: CairnStore) {
  const lists = await Promise.all(TABLES.map(async (table) => [table, await store.all(table)] as const));
  return toGraphRows(Object.fromEntries(lists));
}

describe("A damaged memory file", () => {
  it("[M6] changes nothing in the database and says in a sentence what is wrong", async () => {
    const store = await openStore();
    const bytes = writeMemoryFile(aWholeMemory());
    expect(await take(store, bytes)).toBe("changed");
    const [start, rev] = [await rowsOf(store), store.rev];
    const mutations = process.env.CAIRN_SOAK ? 200 : 50;
    let refused = 0;
    for (let seed = 1000; seed < 1000 + mutations; seed++) {
      const said = await take(store, mutate(bytes, seededRandom(seed)));
      if (said === null) continue;
      refused += 1;
      expect(said, `seed ${seed}`).toMatch(/^This (is not a memory file|memory file [^\n]+)\.$/);
    }
    expect(refused).toBeGreaterThan(mutations * 0.8);
    expect(store.rev).toBe(rev);
    expect(differingTables(await rowsOf(store), start)).toEqual([]);
  });
});
