import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { builtHub, hub, isHubStale } from "../../scripts/build/hub";
import { serve } from "../../scripts/server/serve";
import { DEFAULT_HUB, HUB, parseHub } from "../../src/hub";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-hub-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("The first origin of a hub serves weights, the second libraries, the others what these redirect to", () => {
  expect(parseHub("https://a.example  http://127.0.0.1:8080\nhttps://*.cdn.example")).toEqual({
    weights: "https://a.example",
    libraries: "http://127.0.0.1:8080",
    origins: ["https://a.example", "http://127.0.0.1:8080", "https://*.cdn.example"],
  });
});

test("One host serves both, alone, before a pattern or named twice", () => {
  expect(parseHub("https://a.example")).toMatchObject({ libraries: "https://a.example" });
  expect(parseHub("https://a.example https://*.b.example")).toMatchObject({ libraries: "https://a.example" });
  expect(parseHub("https://a.example https://a.example https://b.example")).toMatchObject({
    libraries: "https://a.example",
    origins: ["https://a.example", "https://b.example"],
  });
});

test("Outside of a build the hub is the default", () => {
  expect(HUB).toEqual(parseHub(DEFAULT_HUB));
});

test.each([
  ["", "names no origin"],
  ["https://a.example/models", "is no origin"],
  ["a.example", "is no origin"],
  ["https://a.example; script-src *", "is no origin"],
  ["https://a.example 'unsafe-inline'", "is no origin"],
  ["https://a.example *", "is no origin"],
  ["https://*.a.example https://b.example", "name one host"],
])("%j is refused as a hub", (list, sentence) => {
  expect(() => parseHub(list)).toThrow(sentence);
});

/** Builds a page that says which hub and which models it has, and reads what it says. */
async function buildPage(): Promise<string> {
  const root = join(folder, "page");
  mkdirSync(root, { recursive: true });
  const source = join(import.meta.dirname, "../../src");
  writeFileSync(join(root, "index.html"), '<script type="module" src="./page.js"></script>');
  writeFileSync(
    join(root, "page.js"),
    `import { HUB } from ${JSON.stringify(join(source, "hub.ts"))};
     import { CATALOG } from ${JSON.stringify(join(source, "engines/models/catalog.ts"))};
     console.log(JSON.stringify(HUB), CATALOG.models.map((model) => model.id));`,
  );
  const result = await build({
    configFile: false,
    root,
    logLevel: "silent",
    plugins: [hub()],
    build: { outDir: join(folder, "dist"), write: true, minify: false },
  });
  const output = Array.isArray(result) ? result[0] : result;
  if (!output || !("output" in output)) throw new Error("Nothing was built.");
  return output.output.map((file) => (file.type === "chunk" ? file.code : "")).join("");
}

test("A build carries the hub and the models that the environment names, and the start server sends that hub's policy", async () => {
  const catalog = join(folder, "catalog.json");
  writeFileSync(catalog, JSON.stringify({ libraries: "v1", models: [{ id: "our-own-model" }] }));
  vi.stubEnv("CAIRN_HUB", "https://models.example.com https://libraries.example.com");
  vi.stubEnv("CAIRN_CATALOG", catalog);
  const code = await buildPage();
  expect(code).toContain("https://models.example.com https://libraries.example.com");
  expect(code).toContain("our-own-model");
  expect(code).not.toContain("SmolLM2");

  const dist = join(folder, "dist");
  expect(builtHub(dist).libraries).toBe("https://libraries.example.com");
  expect(isHubStale(dist)).toBe(false);
  vi.stubEnv("CAIRN_HUB", "https://other.example.com");
  expect(isHubStale(dist)).toBe(true);
  // Who names none at the start takes what was built.
  vi.stubEnv("CAIRN_HUB", undefined);
  vi.stubEnv("CAIRN_CATALOG", undefined);
  expect(isHubStale(dist)).toBe(false);

  writeFileSync(join(dist, "download.worker-1.js"), "");
  const server = await serve({ port: 0, root: dist });
  const { headers } = await fetch(`${server.url}download.worker-1.js`);
  expect(headers.get("Content-Security-Policy")).toContain(
    "connect-src 'self' https://models.example.com https://libraries.example.com;",
  );
  await server.close();
});

test("A build without a word about its hub has the default one", () => {
  expect(builtHub(folder)).toEqual(parseHub(DEFAULT_HUB));
});
