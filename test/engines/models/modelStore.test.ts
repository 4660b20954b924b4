import { beforeEach, describe, expect, it } from "vitest";
import { writeAbout } from "../../../src/engines/models/aboutFile";
import type { LanguageModelInfo } from "../../../src/engines/models/languageModelInfo";
import { checkedId, openModels, pathParts } from "../../../src/engines/models/modelFolder";
import { createModelStore } from "../../../src/engines/models/modelStore";
import { openSink } from "../../../src/engines/models/openSink";
import { createFakeDirectory, type FakeDirectory } from "../../support/fakeDirectory";
import { aModel } from "../../support/fakeModels";

let root: FakeDirectory;
beforeEach(() => {
  root = createFakeDirectory();
});

async function put(folder: FileSystemDirectoryHandle, name: string, content: string): Promise<void> {
  const sink = await openSink(await folder.getFileHandle(name, { create: true }));
  await sink.append(new TextEncoder().encode(content));
  await sink.close();
}

/** Puts a model of the given files on the device. */
async function keep(id: string, more: Partial<LanguageModelInfo> = {}, files = ["a.bin", "b.bin"]): Promise<void> {
  const folder = await (await openModels(root.handle)).getDirectoryHandle(id, { create: true });
  for (const name of files) await put(folder, name, name);
  const known = files.map((path) => ({ path, bytes: path.length, sha256: "aa" }));
  await writeAbout(folder, aModel(id, { files: known, ...more }));
}

describe("the store of language models", () => {
  it("is empty at first", async () => {
    const store = createModelStore(root.handle);
    expect(await store.list()).toEqual([]);
    expect(await store.sizes()).toEqual([]);
    expect(await store.get("a")).toBe(null);
    await store.remove("a");
  });

  it("lists whole models by name, and sizes of all", async () => {
    await keep("one", { name: "Beech" });
    await keep("two", { name: "Ash" });
    const folder = await (await openModels(root.handle)).getDirectoryHandle("three", { create: true });
    await put(folder, "a.bin.part", "half");
    const store = createModelStore(root.handle);
    expect((await store.list()).map(({ id }) => id)).toEqual(["two", "one"]);
    expect((await store.get("one"))?.name).toBe("Beech");
    expect((await store.sizes()).map(({ id, whole }) => [id, whole])).toEqual([
      ["one", true],
      ["three", false],
      ["two", true],
    ]);
    expect((await store.sizes()).find(({ id }) => id === "three")?.bytes).toBe(4);
  });

  it("gives the files in the order of the model, also those in folders of their own", async () => {
    const folder = await (await openModels(root.handle)).getDirectoryHandle("m", { create: true });
    await put(await folder.getDirectoryHandle("sub", { create: true }), "deep.bin", "deep");
    await put(folder, "flat.bin", "flat!");
    const files = [
      { path: "sub/deep.bin", bytes: 4, sha256: "" },
      { path: "flat.bin", bytes: 5, sha256: "" },
    ];
    await writeAbout(folder, aModel("m", { files }));
    const found = await createModelStore(root.handle).files("m");
    expect(await Promise.all(found.map(async ({ path, file }) => [path, await file.text()]))).toEqual([
      ["sub/deep.bin", "deep"],
      ["flat.bin", "flat!"],
    ]);
  });

  it("says which file is missing or has another size", async () => {
    await keep("m");
    const store = createModelStore(root.handle);
    const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle("m");
    await put(folder as unknown as FileSystemDirectoryHandle, "b.bin", "!");
    await expect(store.files("m")).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringContaining("b.bin"),
    });
    await folder.removeEntry("b.bin");
    await expect(store.files("m")).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringContaining("b.bin"),
    });
    await folder.removeEntry("model.json");
    await expect(store.files("m")).rejects.toMatchObject({ name: "ModelCorrupt" });
  });

  it.each([
    ["is cut off", '{"id":"m"'],
    ["says nothing", "null"],
    ["is of another model", JSON.stringify(aModel("other"))],
    ["lacks what a model has", JSON.stringify({ ...aModel("m"), memoryBytes: "much" })],
    ["names files of another form", JSON.stringify({ ...aModel("m"), files: [{ path: 1 }] })],
  ])("takes a folder whose model.json %s for no model", async (_what, content) => {
    const folder = await (await openModels(root.handle)).getDirectoryHandle("m", { create: true });
    await put(folder, "model.json", content);
    expect(await createModelStore(root.handle).list()).toEqual([]);
  });

  it("removes a model with all its files, and nothing else", async () => {
    await keep("one");
    await keep("two");
    await put(await openModels(root.handle), "hashes.json", "{}");
    await createModelStore(root.handle).remove("one");
    expect(Object.keys(root.tree())).toEqual([
      "models/hashes.json",
      "models/two/a.bin",
      "models/two/b.bin",
      "models/two/model.json",
    ]);
  });

  it("leaves no model where the removal ends in the middle", async () => {
    await keep("m");
    const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle("m");
    // An engine that reads holds no file of it, but another thread that writes does.
    await openSink(await (folder as unknown as FileSystemDirectoryHandle).getFileHandle("b.bin"));
    const store = createModelStore(root.handle);
    await expect(store.remove("m")).rejects.toThrow();
    expect(await store.list()).toEqual([]);
  });

  it("does not remove what is being downloaded, and says so", async () => {
    await keep("m");
    const busy = {
      request: (_name: string, { signal }: { signal?: AbortSignal }) =>
        new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    };
    await expect(createModelStore(root.handle, busy).remove("m")).rejects.toMatchObject({ name: "ModelBusy" });
    expect(await createModelStore(root.handle).list()).toHaveLength(1);
  }, 10_000);

  it.each(["", ".", "..", "../x", "a/b", "a\\b", "ä", "a b", "x".repeat(200)])(
    "refuses %j as the name of a model",
    async (id) => {
      expect(() => checkedId(id)).toThrow("cannot be the name");
      await expect(createModelStore(root.handle).remove(id)).rejects.toThrow("cannot be the name");
    },
  );

  it.each(["", "..", "../x", "a//b", "/a", "a/../b", "model.json", "a.bin.part", "a\0b"])(
    "refuses %j as a file",
    (path) => {
      expect(() => pathParts(path)).toThrow("cannot be a model's file");
    },
  );
});
