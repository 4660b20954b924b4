import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LLM_ID, llmEntry } from "../../scripts/models/languageModel";
import { dropModel, putModel, readManifest } from "../../scripts/models/manifest";
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
  putModel(llmEntry({ is: "fetching", fetched: 1 }), "", folder);
  putModel(EMBEDDER, "", folder);
  putModel(llmEntry({ is: "ready" }), "", folder);
  expect(readManifest(folder).models).toEqual([EMBEDDER, llmEntry({ is: "ready" })]);
});

test("A model that goes leaves its note and nothing else", () => {
  putModel(EMBEDDER, "", folder);
  putModel(llmEntry({ is: "fetching", fetched: 1 }), "", folder);
  dropModel(LLM_ID, "It was stopped.", folder);
  expect(readManifest(folder)).toEqual({ version: 1, models: [EMBEDDER], note: "It was stopped." });
  expect(readdirSync(folder)).toEqual(["manifest.json"]);
});

test("A damaged manifest counts as an empty one", () => {
  writeFileSync(join(folder, "manifest.json"), '{"version":1,"mod');
  expect(readManifest(folder)).toEqual({ version: 1, models: [], note: "" });
});
