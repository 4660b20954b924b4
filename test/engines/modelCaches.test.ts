import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addressOf, createModelCaches, MODEL_BASE } from "../../src/engines/llm/modelCaches";
import { verify } from "../../src/engines/llm/readVerified";

const fileOf = (path: string, content: string) => ({
  path,
  file: new Blob([content]),
  info: { path, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") },
});

function open(files: ReturnType<typeof fileOf>[]) {
  const reads: number[] = [];
  const caches = createModelCaches(
    files,
    files.map(({ info }) => info),
    (bytes) => reads.push(bytes),
  );
  return { caches, reads };
}

const config = fileOf("mlc-chat-config.json", '{"a":1}');
const odd = fileOf("my lib (1).wasm", "wasm");

describe("the caches that web-llm finds", () => {
  it("answer from the model's files, by any scope, as JSON and as bytes", async () => {
    const { caches, reads } = open([config, odd]);
    const cache = await caches.open();
    expect(await (await cache.match(new Request(`${MODEL_BASE}mlc-chat-config.json`)))?.json()).toEqual({ a: 1 });
    const bytes = await (await cache.match(addressOf("my lib (1).wasm")))?.arrayBuffer();
    expect(new TextDecoder().decode(bytes)).toBe("wasm");
    expect(reads).toEqual([7, 4]);
  });

  it("open no file before it is read", async () => {
    const { caches, reads } = open([config]);
    await (await caches.open()).match(`${MODEL_BASE}mlc-chat-config.json`);
    expect(reads).toEqual([]);
  });

  it("name all files, by addresses that web-llm takes for the network's", async () => {
    const urls = (await (await open([config, odd]).caches.open()).keys()).map(({ url }) => url);
    expect(urls).toEqual([`${MODEL_BASE}mlc-chat-config.json`, `${MODEL_BASE}my%20lib%20(1).wasm`]);
    for (const url of urls) expect(url).toMatch(/^https:\/\/(?!localhost)/);
  });

  it("refuse to fetch what is not among them", async () => {
    const cache = await open([config]).caches.open();
    expect(await cache.match(`${MODEL_BASE}tokenizer.json`)).toBeUndefined();
    const adding = cache.add(new Request(`${MODEL_BASE}tokenizer.json`));
    await expect(adding).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringContaining("tokenizer.json"),
    });
  });

  it.each([
    ["cut short", "{"],
    ["of another content", '{"a":2}'],
  ])("refuse a file that is %s", async (_what, content) => {
    const { caches, reads } = open([{ ...config, file: new Blob([content]) }]);
    const response = await (await caches.open()).match(`${MODEL_BASE}mlc-chat-config.json`);
    await expect(response?.arrayBuffer()).rejects.toMatchObject({ name: "ModelCorrupt" });
    expect(reads).toEqual([]);
  });
});

describe("verify", () => {
  it("passes the file of its hash, and no other", async () => {
    await verify(odd.file, odd.info);
    await expect(verify(new Blob(["wasn"]), odd.info)).rejects.toMatchObject({ name: "ModelCorrupt" });
    await expect(verify(new Blob(["was"]), odd.info)).rejects.toMatchObject({ name: "ModelCorrupt" });
  });

  it("says so where a file has gone away under it", async () => {
    const gone = new Blob(["wasm"]);
    gone.arrayBuffer = () => Promise.reject(new DOMException("The file is gone.", "NotFoundError"));
    await expect(verify(gone, odd.info)).rejects.toMatchObject({ name: "ModelCorrupt" });
  });
});
