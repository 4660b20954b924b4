import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createInstaller, type InstallOptions } from "../../../src/engines/download/installModel";
import { readKnownHashes } from "../../../src/engines/download/knownHashes";
import type { DownloadProgress } from "../../../src/engines/download/protocol";
import type { LanguageModelInfo } from "../../../src/engines/models/languageModelInfo";
import { createModelStore } from "../../../src/engines/models/modelStore";
import { parseHub } from "../../../src/hub";
import { downloadContract } from "../../contracts/download";
import { createFakeDirectory, type FakeDirectory } from "../../support/fakeDirectory";
import { createFakeModelLocks } from "../../support/fakeModelLocks";
import type { LocalHub } from "../../support/hub";
import { TINY, tinyEntry } from "../../support/modelsFolder";
import { seen, startTinyHub, TINY_CATALOG, tinyHashes, tinyOfTheHub, UNPINNED_ID } from "../../support/tinyHub";

const TIMING = { stall: 250, pause: 10, longestPause: 50, longestAsked: 60_000, tries: 4 };
const HASHES = tinyHashes();

let hub: LocalHub;
let root: FakeDirectory;
beforeAll(async () => {
  hub = await startTinyHub();
});
beforeEach(() => {
  root = createFakeDirectory();
});
afterEach(() => hub.reset());
afterAll(() => hub.close());

const ignore = () => undefined;
const store = () => createModelStore(root.handle);

function installer(options: Partial<InstallOptions> = {}) {
  return createInstaller({
    root: async () => root.handle,
    hub: parseHub(`${hub.origin} ${hub.origin} ${hub.cdn}`),
    catalog: TINY_CATALOG,
    estimate: async () => ({ usage: 0, quota: 1e9 }),
    timing: TIMING,
    ...options,
  });
}

const hashesOf = (model: LanguageModelInfo | null) =>
  Object.fromEntries([...(model?.files ?? [])].map(({ path, sha256 }) => [path, sha256]).sort());

/** Names in the model's folder. */
const filesOf = (id: string) =>
  Object.keys(root.tree()).flatMap((path) => (path.startsWith(`models/${id}/`) ? [path.split("/").at(-1)] : []));

describe.each([true, false])("a model of the hub, with sync access: %s", (sync) => {
  beforeEach(() => {
    root = createFakeDirectory({ page: !sync });
  });

  it.each(downloadContract.map((each) => [each.title, each] as const))("%s", async (_title, each) => {
    each.arrange(hub);
    const call = installer().install(tinyOfTheHub(), ignore);
    if (each.ends === "whole") {
      const model = await call;
      expect(hashesOf(model)).toEqual(HASHES);
      expect(await store().list()).toEqual([model]);
      expect(filesOf("tiny").sort()).toEqual([...Object.keys(HASHES), "model.json"].sort());
    } else {
      await expect(call).rejects.toMatchObject({ name: each.ends });
      expect(await store().list()).toEqual([]);
      expect(filesOf("tiny").filter((name) => name?.startsWith(each.broken ?? ""))).toEqual([]);
    }
    if (each.saw) expect(seen(hub, each.saw.file).statuses).toEqual(each.saw.statuses);
    if (each.resumed) {
      const { starts, sent } = seen(hub, each.resumed.file);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(starts.at(-1)).toBeGreaterThan(0);
      expect(sent).toBeLessThan(each.resumed.sentLessThan);
    }
  });
});

describe("a download", () => {
  it("names the model, its files in the order of engines, and their bytes", async () => {
    const model = await installer().install(tinyOfTheHub(), ignore);
    expect(model).toMatchObject({ id: "tiny", from: "hub", kind: "mlc" });
    expect(model.files.map(({ path }) => path)).toEqual([
      "mlc-chat-config.json",
      "tensor-cache.json",
      "tokenizer.json",
      "model.wasm",
      "params_shard_0.bin",
    ]);
    expect(model.bytes).toBe(model.files.reduce((sum, { bytes }) => sum + bytes, 0));
    const files = await store().files("tiny");
    expect(files.map(({ file }) => file.size)).toEqual(model.files.map(({ bytes }) => bytes));
  });

  it("asks for nothing where the model is here already", async () => {
    const model = await installer().install(tinyOfTheHub(), ignore);
    hub.reset();
    expect(await installer().install(tinyOfTheHub(), ignore)).toEqual(model);
    expect(hub.requests).toEqual([]);
  });

  it("fetches only the file that went missing", async () => {
    const model = await installer().install(tinyOfTheHub(), ignore);
    const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle("tiny");
    await folder.removeEntry("params_shard_0.bin");
    await expect(store().files("tiny")).rejects.toMatchObject({ name: "ModelCorrupt" });
    hub.reset();
    expect(await installer().install(tinyOfTheHub(), ignore)).toEqual(model);
    expect(hub.requests.map(({ file }) => file)).toEqual(["params_shard_0.bin"]);
  });

  it.each(["tiny", UNPINNED_ID])("fetches only the file that went bad on the device, of %s", async (id) => {
    const model = await installer().install(tinyOfTheHub(id), ignore);
    const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle(id);
    const { content } = await folder.getFileHandle("params_shard_0.bin");
    content.bytes = content.bytes.map((byte, at) => (at === 1000 ? byte ^ 1 : byte));
    hub.reset();
    expect(await installer().install(tinyOfTheHub(id), ignore)).toEqual(model);
    expect(hub.requests.map(({ file }) => file)).toEqual(["params_shard_0.bin"]);
    const shard = (await store().files(id)).find(({ path }) => path === "params_shard_0.bin");
    const bytes = Buffer.from(await (shard?.file ?? new Blob()).arrayBuffer());
    expect(bytes.equals(readFileSync(join(TINY, "params_shard_0.bin")))).toBe(true);
  });

  it("pauses at a signal, keeps what came, and goes on from there", async () => {
    hub.always("model.wasm", { slow: 20 });
    const pause = new AbortController();
    const call = installer().install(
      tinyOfTheHub(),
      () => seen(hub, "model.wasm").sent > 500_000 && pause.abort(),
      pause.signal,
    );
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(await store().list()).toEqual([]);
    const [{ bytes = 0 } = {}] = await store().sizes();
    expect(bytes).toBeGreaterThan(500_000);
    hub.reset();
    const told: DownloadProgress[] = [];
    expect(hashesOf(await installer().install(tinyOfTheHub(), (each) => told.push(each)))).toEqual(HASHES);
    expect(seen(hub, "model.wasm").statuses).toEqual([206]);
    expect(seen(hub, "model.wasm").sent).toBeLessThan(2_400_000);
    expect(hub.requests.filter(({ file }) => file === "mlc-chat-config.json")).toEqual([]);
    expect(told[0]?.done).toBeGreaterThan(0);
  });

  it("goes on where its thread was ended in the middle", async () => {
    hub.always("model.wasm", { stall: 1_500_000 });
    // What becomes of it when its hub is closed is nobody's business any more.
    installer({ timing: { ...TIMING, stall: 60_000 } })
      .install(tinyOfTheHub(), ignore)
      .catch(ignore);
    await expect.poll(() => root.tree()["models/tiny/model.wasm.part"]).toBe(1_500_000);
    await expect.poll(() => root.tree()["models/tiny/params_shard_0.bin"]).toBeGreaterThan(0);
    root.crash();
    hub.reset();
    expect(await store().list()).toEqual([]);
    expect(hashesOf(await installer().install(tinyOfTheHub(), ignore))).toEqual(HASHES);
    expect(hub.requests.map(({ file, range }) => `${file} ${range}`)).toEqual(["model.wasm bytes=1500000-"]);
  });

  it("takes a connection that brings nothing for one that broke", async () => {
    hub.fail("model.wasm", { stall: 1_000_000 });
    expect(hashesOf(await installer().install(tinyOfTheHub(), ignore))).toEqual(HASHES);
    expect(seen(hub, "model.wasm").statuses).toEqual([200, 206]);
  });

  it("gives up after some tries that brought nothing, and says who could not be reached", async () => {
    hub.always("tokenizer.json", { status: 503 });
    const call = installer().install(tinyOfTheHub(), ignore);
    await expect(call).rejects.toThrow(`${new URL(hub.origin).host} is busy (503). What came so far is kept.`);
    expect(seen(hub, "tokenizer.json").statuses).toHaveLength(4);
    hub.reset();
    await hub.close();
    await expect(installer().install(tinyOfTheHub(UNPINNED_ID), ignore)).rejects.toThrow("could not be reached");
    hub = await startTinyHub();
  });

  it("does not wait longer than it makes sense", async () => {
    hub.always("tokenizer.json", { status: 429, retryAfter: "7200" });
    await expect(installer().install(tinyOfTheHub(), ignore)).rejects.toThrow("asks to wait 120 minutes");
    expect(seen(hub, "tokenizer.json").statuses).toEqual([429]);
  });

  it("waits with all files where the hub asks one to, and tells for how long", async () => {
    hub.always("mlc-chat-config.json", { status: 429, retryAfter: "30" });
    const waits: number[] = [];
    let asked = 0;
    const told: DownloadProgress[] = [];
    const call = installer({
      random: () => 0,
      async wait(ms) {
        waits.push(ms);
        asked++;
        hub.reset();
        await new Promise((resolve) => setTimeout(resolve, 300));
      },
    }).install(tinyOfTheHub(), (each) => told.push(each));
    await call;
    expect(asked).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeGreaterThan(29_000);
    expect(told.some(({ waitingSeconds }) => waitingSeconds !== null && waitingSeconds > 28)).toBe(true);
    expect(told.at(-1)?.waitingSeconds).toBe(null);
  });

  it("tells how far it is: more and more of what there is in all", async () => {
    const told: DownloadProgress[] = [];
    hub.always("model.wasm", { slow: 10 });
    const model = await installer().install(tinyOfTheHub(), (each) => told.push(each));
    const done = told.map((each) => each.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(told.at(-1)).toMatchObject({ done: model.bytes, total: model.bytes, waitingSeconds: null });
    expect(Math.max(...told.map((each) => each.bytesPerSecond))).toBeGreaterThan(1000);
  });

  it("says how much room is missing before it fetches the weights", async () => {
    const small = installer({ estimate: async () => ({ usage: 5_000_000, quota: 6_000_000 }) });
    await expect(small.install(tinyOfTheHub(), ignore)).rejects.toMatchObject({
      name: "NoRoom",
      message: "There is not enough room on this device: 3 MB more are needed.",
    });
    expect(seen(hub, "model.wasm").statuses).toEqual([]);
  });

  it("stops where the device becomes full, keeps what came, and goes on when there is room", async () => {
    root = createFakeDirectory({ quota: 2_000_000 });
    await expect(installer().install(tinyOfTheHub(), ignore)).rejects.toMatchObject({ name: "NoRoom" });
    expect(await store().list()).toEqual([]);
    root.disk.quota = 1e9;
    hub.reset();
    expect(hashesOf(await installer().install(tinyOfTheHub(), ignore))).toEqual(HASHES);
    expect(seen(hub, "model.wasm").sent).toBeLessThan(2_700_000);
  });

  it("reads the list of weights under its old name where there is no other", async () => {
    hub.always("tensor-cache.json", { status: 404 });
    const fetchOld: typeof fetch = async (input, init) => {
      if (!String(input).endsWith("ndarray-cache.json")) return fetch(input, init);
      return new Response(readFileSync(join(TINY, "tensor-cache.json")));
    };
    expect(hashesOf(await installer({ fetch: fetchOld }).install(tinyOfTheHub(), ignore))).toEqual(HASHES);
  });

  it("refuses a model that the list does not hold, and one that has no files to fetch", async () => {
    await expect(installer().install({ ...tinyOfTheHub(), id: "other" }, ignore)).rejects.toThrow("(404)");
    await expect(installer().install({ ...tinyOfTheHub(), from: "disk" }, ignore)).rejects.toThrow(
      "not from the model hub",
    );
    await expect(installer().install({ ...tinyOfTheHub(), id: "../other" }, ignore)).rejects.toThrow("name of a model");
  });

  it("lets one call at a time work on a model", async () => {
    const locks = createFakeModelLocks();
    const [first, second] = await Promise.all([
      installer({ locks }).install(tinyOfTheHub(), ignore),
      installer({ locks }).install(tinyOfTheHub(), ignore),
    ]);
    expect(second).toEqual(first);
    expect(seen(hub, "model.wasm").statuses).toEqual([200]);
  });

  it("may run beside one of another model, and both are known ever after", async () => {
    const locks = createFakeModelLocks();
    const ids = ["tiny", UNPINNED_ID];
    await Promise.all(ids.map((id) => installer({ locks }).install(tinyOfTheHub(id), ignore)));
    expect((await store().list()).map(({ id }) => id).sort()).toEqual(ids);
    expect(Object.keys(await readKnownHashes(root.handle)).sort()).toEqual(ids);
  });
});

describe("the hash of every file", () => {
  it("of the source has to be met, whatever came before", async () => {
    const pins = { tiny: { "tokenizer.json": { bytes: 5327, sha256: "0".repeat(64) } } };
    await expect(installer({ pins }).install(tinyOfTheHub(), ignore)).rejects.toMatchObject({
      name: "WrongBytes",
      message: "tokenizer.json came twice and was not what it has to be. Nothing of it was kept.",
    });
  });

  it("is kept from the first download on, also when the model is removed, and checked ever after", async () => {
    await installer().install(tinyOfTheHub(UNPINNED_ID), ignore);
    await store().remove(UNPINNED_ID);
    expect(filesOf(UNPINNED_ID)).toEqual([]);
    hub.always("model.wasm", { wrong: 2_000_000 });
    const call = installer().install(tinyOfTheHub(UNPINNED_ID), ignore);
    await expect(call).rejects.toMatchObject({ name: "WrongBytes" });
    hub.reset();
    const again = await installer().install(tinyOfTheHub(UNPINNED_ID), ignore);
    expect(hashesOf(again)).toEqual(HASHES);
  });

  it("tells of a part without a name whether what comes belongs to it", async () => {
    hub.fail("model.wasm", { drop: 1_000_000, etag: null }, { etag: null });
    expect(hashesOf(await installer().install(tinyOfTheHub(), ignore))).toEqual(HASHES);
    expect(seen(hub, "model.wasm").statuses).toEqual([200, 206]);
  });

  it("is not needed to begin again where nothing tells that", async () => {
    hub.fail("model.wasm", { drop: 1_000_000, etag: 'W/"weak"' }, { etag: null });
    expect(hashesOf(await installer().install(tinyOfTheHub(UNPINNED_ID), ignore))).toEqual(HASHES);
    expect(seen(hub, "model.wasm").statuses).toEqual([200, 200]);
  });

  it.each([
    ["a page in the place of a list", "tokenizer.json", "<!doctype html>"],
    ["a page in the place of a library", "model.wasm", "<!doctype html>"],
    [
      "a library that is cut short",
      "model.wasm",
      new Uint8Array(readFileSync(join(TINY, "model.wasm")).subarray(0, 1_000_000)),
    ],
  ])("is not all where nobody knows it: %s is refused", async (_what, file, content) => {
    const withPage: typeof fetch = async (input, init) =>
      String(input).endsWith(file) ? new Response(content) : fetch(input, init);
    const call = installer({ fetch: withPage }).install(tinyOfTheHub(UNPINNED_ID), ignore);
    await expect(call).rejects.toMatchObject({ name: "WrongBytes" });
    expect(filesOf(UNPINNED_ID).filter((name) => name?.startsWith(file))).toEqual([]);
  });

  it("of a part that waited on the device counts, not of what came", async () => {
    hub.always("model.wasm", { stall: 1_500_000 });
    // What becomes of it when its hub is closed is nobody's business any more.
    installer({ timing: { ...TIMING, stall: 60_000 } })
      .install(tinyOfTheHub(), ignore)
      .catch(ignore);
    await expect.poll(() => root.tree()["models/tiny/model.wasm.part"]).toBe(1_500_000);
    root.crash();
    const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle("tiny");
    const part = await folder.getFileHandle("model.wasm.part");
    part.content.bytes[700_000] = (part.content.bytes[700_000] ?? 0) ^ 1;
    hub.reset();
    expect(hashesOf(await installer().install(tinyOfTheHub(), ignore))).toEqual(HASHES);
    expect(seen(hub, "model.wasm").statuses).toEqual([206, 200]);
  });
});

describe("a model of Cairn's own server", () => {
  const entry = tinyEntry();
  const model: LanguageModelInfo = {
    ...tinyOfTheHub(),
    from: "server",
    files: entry.files.map((file) => ({ ...file, path: file.path.slice("tiny/".length) })),
  };

  /** Answers as /models/ of the start server does. */
  function serving(alter: (path: string, bytes: Buffer) => Buffer = (_path, bytes) => bytes) {
    const asked: string[] = [];
    const fetchFile: typeof fetch = async (input) => {
      const { pathname, search } = new URL(String(input), "http://localhost");
      asked.push(pathname + search);
      const name = pathname.slice(pathname.lastIndexOf("/") + 1);
      return new Response(new Uint8Array(alter(name, readFileSync(join(TINY, name)))), { headers: { ETag: '"x"' } });
    };
    return { asked, fetchFile };
  }

  it("comes from addresses that change with the content, and is what the manifest says", async () => {
    const { asked, fetchFile } = serving();
    const whole = await installer({ fetch: fetchFile, pins: {} }).install(model, ignore);
    expect(hashesOf(whole)).toEqual(HASHES);
    expect(whole.from).toBe("server");
    expect(asked).toHaveLength(5);
    for (const address of asked) expect(address).toMatch(/^\/models\/tiny\/[\w.-]+\?v=[0-9a-f]{12}$/);
  });

  it("is refused where a file is not what the manifest says", async () => {
    const { fetchFile } = serving((name, bytes) => (name === "tokenizer.json" ? Buffer.from("{}") : bytes));
    const call = installer({ fetch: fetchFile, pins: {} }).install(model, ignore);
    await expect(call).rejects.toMatchObject({ name: "WrongBytes" });
  });

  it("is refused where the manifest is not what the source says", async () => {
    const { fetchFile } = serving();
    const pins = { tiny: { "tokenizer.json": { bytes: 5327, sha256: "0".repeat(64) } } };
    const call = installer({ fetch: fetchFile, pins }).install(model, ignore);
    await expect(call).rejects.toMatchObject({ name: "WrongBytes" });
  });

  it("takes the place of an older one, of which what is the same stays", async () => {
    const older = serving((name, bytes) => (name === "tokenizer.json" ? Buffer.from("{}") : bytes));
    const files = model.files.map((file) =>
      file.path === "tokenizer.json"
        ? { ...file, bytes: 2, sha256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" }
        : file,
    );
    await installer({ fetch: older.fetchFile, pins: {} }).install({ ...model, files }, ignore);
    const newer = serving();
    const whole = await installer({ fetch: newer.fetchFile, pins: {} }).install(model, ignore);
    expect(hashesOf(whole)).toEqual(HASHES);
    expect(newer.asked.map((address) => address.split(/[/?]/)[3])).toEqual(["tokenizer.json"]);
  });
});
