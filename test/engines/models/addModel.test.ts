import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createModels } from "../../../src/engines/models/createModels";
import { createModelStore } from "../../../src/engines/models/modelStore";
import { aGguf, string } from "../../support/aGguf";
import { createFakeDirectory, type FakeDirectory } from "../../support/fakeDirectory";
import { TINY } from "../../support/modelsFolder";
import { tinyHashes } from "../../support/tinyHub";

let root: FakeDirectory;
beforeEach(() => {
  root = createFakeDirectory();
});

const models = (estimate = async () => ({ usage: 0, quota: 1e9 })) =>
  createModels({ root: async () => root.handle, estimate });
const ignore = () => undefined;

/** A GGUF of some megabytes. */
function large(bytes = 9_000_000): File {
  const metadata = { "general.architecture": string("llama"), "tokenizer.chat_template": string("{{ messages }}") };
  const data = new Uint8Array(bytes).map((_, i) => i % 251);
  return new File([Uint8Array.from(aGguf(metadata, [{ name: "w", shape: [bytes], type: 24, data }]))], "Large.gguf");
}

const tiny = () => readdirSync(TINY).map((name) => new File([new Uint8Array(readFileSync(join(TINY, name)))], name));

describe("a model from disk", () => {
  it("is copied whole, hashed, and named by its content", async () => {
    const file = large();
    const told: [number, number][] = [];
    const model = await models().add([file], (done, total) => told.push([done, total]));
    const sha256 = createHash("sha256")
      .update(Buffer.from(await file.arrayBuffer()))
      .digest("hex");
    expect(model).toMatchObject({
      id: `disk-${sha256.slice(0, 12)}`,
      from: "disk",
      name: "Large",
      files: [{ path: "model.gguf", bytes: file.size, sha256 }],
    });
    expect(told.map(([done]) => done)).toEqual([4_000_000, 8_000_000, file.size]);
    expect(told.every(([, total]) => total === file.size)).toBe(true);
    const store = createModelStore(root.handle);
    expect(await store.list()).toEqual([model]);
    const [kept] = await store.files(model.id);
    expect(
      Buffer.from(await (kept?.file ?? new Blob()).arrayBuffer()).equals(Buffer.from(await file.arrayBuffer())),
    ).toBe(true);
  });

  it("may be a folder, of which only what an engine reads is kept", async () => {
    const model = await models().add(tiny(), ignore);
    expect(Object.fromEntries(model.files.map(({ path, sha256 }) => [path, sha256]))).toEqual(tinyHashes());
    expect(Object.keys(root.tree()).sort()).toEqual(
      [...Object.keys(tinyHashes()), "model.json"].map((name) => `models/${model.id}/${name}`).sort(),
    );
  });

  it("is kept once, however often it is added", async () => {
    const first = await models().add(tiny(), ignore);
    const before = root.tree();
    expect(await models().add(tiny().reverse(), ignore)).toEqual(first);
    expect(root.tree()).toEqual(before);
  });

  it("that became damaged on the device is whole again when it is added once more", async () => {
    const model = await models().add(tiny(), ignore);
    const before = root.tree();
    const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle(model.id);
    const { content } = await folder.getFileHandle("params_shard_0.bin");
    content.bytes = content.bytes.map((byte, at) => (at === 1000 ? byte ^ 1 : byte));
    await folder.removeEntry("tokenizer.json");
    expect(await models().add(tiny(), ignore)).toEqual(model);
    expect(root.tree()).toEqual(before);
    for (const { path, file } of await createModelStore(root.handle).files(model.id)) {
      const bytes = Buffer.from(await file.arrayBuffer());
      expect(bytes.equals(readFileSync(join(TINY, path))), path).toBe(true);
    }
  });

  it("leaves nothing where it is stopped", async () => {
    const stop = new AbortController();
    const call = models().add([large()], () => stop.abort(), stop.signal);
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(root.tree()).toEqual({});
  });

  it("leaves nothing where there is no room, known before or noticed on the way", async () => {
    const full = models(async () => ({ usage: 1_000_000, quota: 2_000_000 }));
    await expect(full.add([large()], ignore)).rejects.toMatchObject({
      name: "NoRoom",
      message: "There is not enough room on this device: 9 MB more are needed.",
    });
    root = createFakeDirectory({ quota: 5_000_000 });
    await expect(models().add([large()], ignore)).rejects.toMatchObject({ name: "NoRoom" });
    expect(root.tree()).toEqual({});
    expect(root.disk.used).toBe(0);
  });

  it("leaves nothing where its file goes away while it is copied", async () => {
    const file = large();
    const slice = file.slice.bind(file);
    file.slice = (start = 0, end) => {
      if (start < 4_000_000) return slice(start, end);
      const blob = new Blob();
      blob.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
      return blob;
    };
    await expect(models().add([file], ignore)).rejects.toMatchObject({ name: "UnusableModel" });
    expect(root.tree()).toEqual({});
  });

  it("is refused before anything is copied where it cannot run", async () => {
    const call = models().add([new File(["no"], "a.gguf")], ignore);
    await expect(call).rejects.toMatchObject({ name: "UnusableModel", message: "a.gguf is cut short or damaged." });
    expect(root.tree()).toEqual({});
  });

  it("that was cut off while it was copied is taken away when sizes are asked for next, others' work is not", async () => {
    const folder = await root.getDirectoryHandle("models", { create: true });
    for (const name of ["adding-dead", "adding-alive"]) {
      await (await folder.getDirectoryHandle(name, { create: true })).getFileHandle("model.gguf", { create: true });
    }
    const locks = {
      request: <T>(name: string, _options: object, work: (lock: object | null) => Promise<T>) =>
        work(name.endsWith("alive") ? null : {}),
    };
    const sizes = await createModelStore(root.handle, locks).sizes();
    expect(sizes.map(({ id }) => id)).toEqual(["adding-alive"]);
  });
});
