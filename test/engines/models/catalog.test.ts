import { modelLibURLPrefix, modelVersion, prebuiltAppConfig } from "@mlc-ai/web-llm";
import { describe, expect, it } from "vitest";
import { planHubFiles, planHubLists } from "../../../src/engines/download/planFiles";
import type { ModelManifest } from "../../../src/engines/llm/protocol";
import { CATALOG, hubCatalog, serverModels } from "../../../src/engines/models/catalog";
import { DEFAULT_HUB, parseHub } from "../../../src/hub";
import { tinyEntry } from "../../support/modelsFolder";

const MEBIBYTE = 2 ** 20;

describe("the list of the hub's models", () => {
  it.each(CATALOG.models.map((model) => [model.id, model] as const))(
    "%s is what web-llm's own list says",
    (id, model) => {
      const record = prebuiltAppConfig.model_list.find((each) => each.model_id === id);
      expect(record).toBeDefined();
      expect(record?.model_lib.split("/").at(-1)).toBe(model.library);
      expect(model.needsF16).toBe(/q\d+f16/.test(id));
      for (const feature of record?.required_features ?? [])
        expect(feature === "shader-f16" && model.needsF16).toBe(true);
      // Its figure is optimistic: a fifth more at least.
      const least = (record?.vram_required_MB ?? 0) * MEBIBYTE * 1.2;
      expect(model.memoryBytes).toBeGreaterThan(least);
      expect(model.memoryBytes).toBeLessThan(least * 1.2);
      // 4 bits a weight and what scales them, a tokenizer and a library.
      expect(model.bytes / model.parameters).toBeGreaterThan(0.55);
      expect(model.bytes / model.parameters).toBeLessThan(0.7);
      expect(model.bytes).toBeLessThan(model.memoryBytes);
    },
  );

  it.each(CATALOG.models.map(({ id }) => id))("%s is fetched from the addresses of web-llm's own list", (id) => {
    const record = prebuiltAppConfig.model_list.find((each) => each.model_id === id);
    const options = { hub: parseHub(DEFAULT_HUB), catalog: CATALOG, known: [] };
    const { config } = planHubLists(id, options);
    expect(config.urls).toEqual([`${record?.model}/resolve/main/mlc-chat-config.json`]);
    const weights = { records: [{ dataPath: "params_shard_0.bin", nbytes: 7 }] };
    const files = planHubFiles(id, { tokenizer_files: ["tokenizer.json"] }, weights, options);
    expect(files.map(({ path, urls: [url], bytes }) => [path, url, bytes])).toEqual([
      ["tokenizer.json", `${record?.model}/resolve/main/tokenizer.json`, null],
      ["model.wasm", record?.model_lib, null],
      ["params_shard_0.bin", `${record?.model}/resolve/main/params_shard_0.bin`, 7],
    ]);
  });

  it("holds each family twice, for devices with and without half floats", () => {
    const families = new Set(hubCatalog().map(({ family }) => family));
    expect(families.size).toBe(8);
    for (const family of families) {
      const models = hubCatalog().filter((model) => model.family === family);
      expect(models.map(({ needsF16 }) => needsF16).sort()).toEqual([false, true]);
      for (const key of ["name", "licence", "parameters", "contextTokens", "thinks"] as const) {
        expect(new Set(models.map((model) => model[key])).size).toBe(1);
      }
    }
  });

  it("is of the libraries that this web-llm can load", () => {
    expect(CATALOG.libraries).toBe(modelVersion);
    expect(`https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/`).toBe(modelLibURLPrefix);
  });

  it("goes from very small to 8 billion weights, with licences that name themselves", () => {
    const sizes = hubCatalog().map(({ parameters }) => parameters);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBeLessThan(5e8);
    expect(sizes.at(-1)).toBeGreaterThan(8e9);
    for (const { licence } of hubCatalog()) expect(["Apache-2.0", "MIT", "Llama 3.2 Community"]).toContain(licence);
  });
});

describe("the models of a server", () => {
  const manifest: ModelManifest = {
    version: 1,
    models: [
      { id: "reader", name: "A reader", kind: "embedder", files: [], licence: "MIT", state: { is: "ready" } },
      { id: "judge", name: "A judge", kind: "judge", files: [], licence: "MIT", state: { is: "ready" } },
      tinyEntry(),
      {
        id: "old",
        name: "An old one",
        kind: "gguf",
        files: [{ path: "old/old.gguf", bytes: 500, sha256: "aa" }],
        licence: "MIT",
        state: { is: "fetching", fetched: 3 },
      },
    ],
    note: "",
  };

  it("are its language models, with paths below their own folders", () => {
    const [tiny, old] = serverModels(manifest);
    expect(tiny).toMatchObject({ id: "tiny", kind: "mlc", from: "server", parameters: 500_000, contextTokens: 1024 });
    expect(tiny?.files.map(({ path }) => path).sort()).toEqual([
      "mlc-chat-config.json",
      "model.wasm",
      "params_shard_0.bin",
      "tensor-cache.json",
      "tokenizer.json",
    ]);
    expect(tiny?.bytes).toBe(tiny?.files.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(old).toMatchObject({ id: "old", kind: "gguf", bytes: 500, files: [{ path: "old.gguf" }], family: "old" });
  });
});
