import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { pinModel } from "../../scripts/models/pinModel";
import { pinsOf } from "../../scripts/models/pins";
import * as planner from "../../src/engines/download/planFiles";
import { parseHub } from "../../src/hub";

const TINY = "test/fixtures/models/tiny";
const WEIGHTS = "/mlc-ai/tiny/resolve/main/";
const LIBRARY = "/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/v1/tiny.wasm";

let server: Server | null = null;
afterEach(() => server?.close());

/** A hub that has `tiny`, but for what `instead` answers; and how the app would go about it. */
async function hubOf(instead: (path: string) => Uint8Array | number | null = () => null): Promise<planner.PlanOptions> {
  server = createServer(({ url = "" }, response) => {
    const path = url === LIBRARY ? "model.wasm" : url.startsWith(WEIGHTS) ? url.slice(WEIGHTS.length) : "";
    const answer = instead(path) ?? (path ? readFileSync(join(TINY, path)) : 404);
    if (typeof answer === "number") response.writeHead(answer).end();
    else response.end(answer);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const model = {
    ...{ id: "tiny", name: "Tiny", family: "tiny", licence: "Apache-2.0", parameters: 0, contextTokens: 1024 },
    ...{ bytes: 0, memoryBytes: 0, needsF16: false, thinks: false, library: "tiny.wasm" },
  };
  return {
    hub: parseHub(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    catalog: { libraries: "v1", models: [model] },
    known: [],
  };
}

const sorted = (pins: object) => Object.fromEntries(Object.entries(pins).sort(([a], [b]) => a.localeCompare(b)));

test("Each file of a hub's model is hashed under its own name", async () => {
  const seen: string[] = [];
  const pins = await pinModel("tiny", planner, await hubOf(), (path) => seen.push(path));
  expect(sorted(pins)).toEqual(sorted(pinsOf("tiny")));
  expect(seen.sort()).toEqual(Object.keys(pinsOf("tiny")).sort());
});

test("An older model's list of weights is found under its older name", async () => {
  const list = readFileSync(join(TINY, "tensor-cache.json"));
  const hub = await hubOf((path) => (path === "tensor-cache.json" ? 404 : path === "ndarray-cache.json" ? list : null));
  expect(sorted(await pinModel("tiny", planner, hub))).toEqual(sorted(pinsOf("tiny")));
});

test.each([
  ["lacks a file", (path: string) => (path === "model.wasm" ? 404 : null), "The hub has no model.wasm"],
  ["is overloaded", (path: string) => (path === "tokenizer.json" ? 503 : null), "was answered with 503"],
  [
    "sends a short file",
    (path: string) => (path.endsWith(".bin") ? new Uint8Array(9) : null),
    "9 bytes instead of 285184",
  ],
  [
    "sends a page for a list",
    (path: string) => (path.endsWith("config.json") ? new Uint8Array(1) : null),
    "is no JSON",
  ],
])("A hub that %s ends it with a sentence", async (_what, instead, sentence) => {
  await expect(pinModel("tiny", planner, await hubOf(instead))).rejects.toThrow(sentence);
});

test("A hub that is not there ends it with a sentence", async () => {
  const hub = await hubOf();
  await new Promise((resolve) => server?.close(resolve));
  await expect(pinModel("tiny", planner, hub)).rejects.toThrow(`${hub.hub.weights} cannot be reached.`);
});
