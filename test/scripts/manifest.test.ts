import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dropModels, putModels, readManifest } from "../../scripts/models/manifest";
import { GGUF, MLC, starterEntry } from "../../scripts/models/starters";
import type { ModelEntry } from "../../src/engines/llm/protocol";

const EMBEDDER: ModelEntry = {
  id: "tiny",
  name: "Tiny",
  kind: "embedder",
  files: [],
  licence: "MIT",
  state: { is: "ready" },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-manifest-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("A model takes the place of the one with its id, and the embedder stands first", () => {
  putModels(
    [MLC, GGUF].map((starter) => starterEntry(starter, { is: "fetching", fetched: 1 })),
    "",
    folder,
  );
  putModels([EMBEDDER], "", folder);
  putModels([starterEntry(GGUF, { is: "ready" })], "", folder);
  expect(readManifest(folder).models).toEqual([
    EMBEDDER,
    starterEntry(GGUF, { is: "ready" }),
    starterEntry(MLC, { is: "fetching", fetched: 1 }),
  ]);
});

test("Both starters are the same model in two forms, with all that is known of them before they are loaded", () => {
  const [gguf, mlc] = [GGUF, MLC].map((starter) => starterEntry(starter, { is: "ready" }));
  expect(gguf?.name).toBe(mlc?.name);
  expect(gguf?.about).toMatchObject({ family: mlc?.about?.family, parameters: 135e6, contextTokens: 8192 });
  const config = JSON.parse(readFileSync("models/smollm2-135m/mlc-chat-config.json", "utf8"));
  expect(mlc?.about).toMatchObject({ contextTokens: config.context_window_size, needsF16: false, thinks: false });
  expect(mlc?.files.map(({ path }) => path)).toContain("smollm2-135m-instruct-mlc/model.wasm");
});

test("A model that goes leaves its note and nothing else", () => {
  putModels([EMBEDDER, starterEntry(GGUF, { is: "fetching", fetched: 1 })], "", folder);
  dropModels([GGUF.id], "It was stopped.", folder);
  expect(readManifest(folder)).toEqual({ version: 1, models: [EMBEDDER], note: "It was stopped." });
  expect(readdirSync(folder)).toEqual(["manifest.json"]);
});

test("A damaged manifest counts as an empty one", () => {
  writeFileSync(join(folder, "manifest.json"), '{"version":1,"mod');
  expect(readManifest(folder)).toEqual({ version: 1, models: [], note: "" });
});
