import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "../../scripts/server/serve";
import { securityHeaders } from "../../src/headers";

const SCRIPT = `console.log("${"stone ".repeat(500)}");`;
const MODEL = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

let folder: string;
let app: Served;
let plain: Served;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cairn-serve-"));
  for (const path of ["dist/assets", "dist/models", "models/tiny"]) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, "dist/index.html"), "<!doctype html><title>Cairn</title>");
  writeFileSync(join(folder, "dist/assets/index-1.js"), SCRIPT);
  writeFileSync(join(folder, "dist/assets/llm.worker-2.js"), SCRIPT);
  writeFileSync(join(folder, "dist/.hidden"), "hidden");
  writeFileSync(join(folder, "dist/models/manifest.json"), '"built"');
  writeFileSync(join(folder, "models/manifest.json"), '"live"');
  for (const name of ["model.gguf", "params_shard_0.bin", "model.wasm", "tensor-cache.json", "NOTICE.txt"]) {
    writeFileSync(join(folder, "models/tiny", name), MODEL);
  }
  writeFileSync(join(folder, "models/empty"), "");
  writeFileSync(join(folder, "secret.txt"), "secret");
  symlinkSync(join(folder, "secret.txt"), join(folder, "dist/link.txt"));
  const root = join(folder, "dist");
  app = await serve({ port: 0, root, models: join(folder, "models") });
  plain = await serve({ port: 0, root, headers: false });
});

afterAll(async () => {
  await Promise.all([app.close(), plain.close()]);
  rmSync(folder, { recursive: true });
});

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A request with its path as it stands: fetch would tidy it. */
function ask(path: string, headers: Record<string, string> = {}, { method = "GET", from = app } = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: from.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

test.each(["/", "/assets/index-1.js", "/assets/llm.worker-2.js", "/models/tiny/model.gguf", "/nothing"])(
  "%s carries the security headers of its path",
  async (path) => {
    expect((await ask(path)).headers).toMatchObject(lowerCased(securityHeaders(path)));
  },
);

test("A plain host sends no security header", async () => {
  const { headers, status } = await ask("/", {}, { from: plain });
  expect(status).toBe(200);
  for (const name of Object.keys(lowerCased(securityHeaders("/")))) expect(headers).not.toHaveProperty(name);
});

test("Models come from their own folder where one is given, else from the build", async () => {
  expect((await ask("/models/manifest.json")).body.toString()).toBe('"live"');
  expect((await ask("/models/manifest.json", {}, { from: plain })).body.toString()).toBe('"built"');
});

test.each([
  ["bytes=0-9", 206, "bytes 0-9/1000", MODEL.subarray(0, 10)],
  ["bytes=990-", 206, "bytes 990-999/1000", MODEL.subarray(990)],
  ["bytes=-5", 206, "bytes 995-999/1000", MODEL.subarray(995)],
  ["bytes=900-5000", 206, "bytes 900-999/1000", MODEL.subarray(900)],
  ["bytes=1000-", 416, "bytes */1000", new Uint8Array()],
  ["bytes=-0", 416, "bytes */1000", new Uint8Array()],
  ["bytes=5-2", 200, undefined, MODEL],
  ["bytes=0-1,4-5", 200, undefined, MODEL],
  ["stones=0-1", 200, undefined, MODEL],
])("Range %s of a model gives %i, %s", async (range, status, contentRange, body) => {
  const reply = await ask("/models/tiny/model.gguf", { range });
  expect(reply.status).toBe(status);
  expect(reply.headers["content-range"]).toBe(contentRange);
  expect(Uint8Array.from(reply.body)).toEqual(Uint8Array.from(body));
});

test.each([
  ["model.gguf", "application/octet-stream"],
  ["params_shard_0.bin", "application/octet-stream"],
  ["model.wasm", "application/wasm"],
  ["tensor-cache.json", "application/json; charset=utf-8"],
  ["NOTICE.txt", "text/plain; charset=utf-8"],
])("%s of a model says that it is %s, and can be read in parts", async (name, type) => {
  const { status, headers } = await ask(`/models/tiny/${name}`, { range: "bytes=0-0" });
  expect(status).toBe(206);
  expect(headers["content-type"]).toBe(type);
});

test("A range of another version than If-Range names is answered whole", async () => {
  const { etag } = (await ask("/models/tiny/model.gguf")).headers;
  const range = "bytes=0-9";
  expect((await ask("/models/tiny/model.gguf", { range, "if-range": String(etag) })).status).toBe(206);
  expect((await ask("/models/tiny/model.gguf", { range, "if-range": '"older"' })).status).toBe(200);
});

test.each([
  "/../secret.txt",
  "/assets/../../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/..%5csecret.txt",
  "/models/../secret.txt",
  "/models/..%2f..%2fsecret.txt",
  "/link.txt",
  "/.hidden",
  "//secret.txt",
  "/%00",
  "/%zz",
  "/assets",
  `/${"long-".repeat(60)}`,
])("%s is refused", async (path) => {
  const { status, body } = await ask(path);
  expect([400, 404]).toContain(status);
  expect(body.toString()).not.toContain("secret");
});

test("Text is packed as the client accepts it; models are not", async () => {
  const path = "/assets/index-1.js";
  const brotli = await ask(path, { "accept-encoding": "gzip, br" });
  expect(brotli.headers).toMatchObject({ "content-encoding": "br", vary: "Accept-Encoding" });
  expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
  const zipped = await ask(path, { "accept-encoding": "gzip, br;q=0" });
  expect(gunzipSync(zipped.body).toString()).toBe(SCRIPT);
  expect((await ask(path)).body.toString()).toBe(SCRIPT);
  expect((await ask("/models/manifest.json", { "accept-encoding": "br" })).headers).not.toHaveProperty(
    "content-encoding",
  );
});

test("What has a hash in its address is kept for good; the rest is asked for again", async () => {
  const cached = async (path: string) => (await ask(path)).headers["cache-control"];
  const forGood = "public, max-age=31536000, immutable";
  expect(await cached("/assets/index-1.js")).toBe(forGood);
  expect(await cached("/models/tiny/model.gguf?v=0123456789abcdef")).toBe(forGood);
  for (const path of ["/", "/models/manifest.json", "/models/tiny/model.gguf"]) {
    expect(await cached(path)).toBe("no-cache");
  }
});

test("A client that has this version gets 304 and no body", async () => {
  const { etag } = (await ask("/")).headers;
  const again = await ask("/", { "if-none-match": String(etag) });
  expect(again.status).toBe(304);
  expect(again.body).toHaveLength(0);
});

test("HEAD tells the size alone, and other methods are refused", async () => {
  const head = await ask("/models/tiny/model.gguf", {}, { method: "HEAD" });
  expect(head.headers["content-length"]).toBe("1000");
  expect(head.body).toHaveLength(0);
  expect((await ask("/", {}, { method: "POST" })).status).toBe(405);
});

test("An empty file is an empty answer", async () => {
  const { status, body } = await ask("/models/empty");
  expect(status).toBe(200);
  expect(body).toHaveLength(0);
});

test("A taken port is refused", async () => {
  await expect(serve({ port: app.port, root: folder })).rejects.toThrow("EADDRINUSE");
});
