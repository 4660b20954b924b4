import { describe, expect, it } from "vitest";
import { directoryContract } from "../../contracts/directory";
import { createFakeDirectory } from "../../support/fakeDirectory";

describe.each([true, false])("the file system in memory, with sync access: %s", (sync) => {
  it.each(directoryContract.map((fact) => [fact.title, fact] as const))("%s", async (_title, fact) => {
    await fact.run({ folder: createFakeDirectory({ page: !sync }).handle, sync });
  });

  it("refuses what is over its quota, and keeps what was written before", async () => {
    const root = createFakeDirectory({ page: !sync, quota: 10 });
    const { openSink } = await import("../../../src/engines/models/openSink");
    const sink = await openSink(await root.handle.getFileHandle("a", { create: true }));
    await sink.append(new Uint8Array(8));
    await expect(sink.append(new Uint8Array(8))).rejects.toMatchObject({ name: "NoRoom" });
    await sink.close();
    expect(root.tree()).toEqual({ a: 8 });
  });
});
