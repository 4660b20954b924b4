import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createModels } from "../../../src/engines/models/createModels";
import { TINY } from "../../support/modelsFolder";

/** The files of `tiny`, as somebody picks its folder. */
function folder(change: Record<string, string | Uint8Array | null> = {}, name = "Tiny-q4f32_1-MLC"): File[] {
  const found = new Map<string, Uint8Array<ArrayBuffer>>(
    readdirSync(TINY).map((file) => [file, new Uint8Array(readFileSync(join(TINY, file)))]),
  );
  for (const [file, content] of Object.entries(change)) {
    if (content === null) found.delete(file);
    else found.set(file, Uint8Array.from(typeof content === "string" ? new TextEncoder().encode(content) : content));
  }
  return [...found].map(([file, content]) => inFolder(file, content, name));
}

function inFolder(path: string, content: BlobPart, name: string): File {
  const file = new File([content], path.slice(path.lastIndexOf("/") + 1));
  return Object.defineProperty(file, "webkitRelativePath", { value: `${name}/${path}` });
}

const text = (name: string) => readFileSync(join(TINY, name), "utf8");
const config = (change: object) => JSON.stringify({ ...JSON.parse(text("mlc-chat-config.json")), ...change });

async function reason(files: File[]): Promise<string> {
  const found = await createModels().inspect(files);
  return found.ok ? "it can run" : found.reason;
}

describe("a folder of a compiled model", () => {
  it("is a model with all that is to be known before it is loaded", async () => {
    const found = await createModels().inspect(folder());
    expect(found).toMatchObject({
      ok: true,
      model: {
        name: "Tiny-q4f32_1",
        family: "tiny",
        kind: "mlc",
        from: "disk",
        contextTokens: 1024,
        needsF16: false,
        thinks: false,
        files: [],
      },
    });
    if (!found.ok) return;
    const kept = ["mlc-chat-config.json", "tensor-cache.json", "tokenizer.json", "model.wasm", "params_shard_0.bin"];
    expect(found.model.bytes).toBe(kept.reduce((sum, name) => sum + statSync(join(TINY, name)).size, 0));
    expect(found.model.parameters).toBeGreaterThan(200_000);
    expect(found.model.parameters).toBeLessThan(1_000_000);
  });

  it("says whether it needs half floats, thinks, and how long a chat it was made for", async () => {
    const change = { quantization: "q4f16_1", model_type: "qwen3", context_window_size: -1, sliding_window_size: 512 };
    const found = await createModels().inspect(folder({ "mlc-chat-config.json": config(change) }, "Other"));
    expect(found).toMatchObject({ model: { needsF16: true, thinks: true, contextTokens: 512 } });
  });

  it("may name its list of weights as older ones do, and come with other files around it", async () => {
    const old = folder({ "tensor-cache.json": null, "ndarray-cache.json": text("tensor-cache.json") });
    const around = [inFolder(".git/config", "[core]", "Tiny"), inFolder(".git/mlc-chat-config.json", "no", "Tiny")];
    expect(await reason([...around, ...old, ...around])).toBe("it can run");
  });

  it.each<[string, Record<string, string | Uint8Array | null>, string]>([
    ["without weights", { "params_shard_0.bin": null }, "Files of this model are missing: params_shard_0.bin."],
    [
      "without several things",
      { "params_shard_0.bin": null, "model.wasm": null, "tokenizer.json": null },
      "missing: tokenizer.json, its library (a .wasm file) and params_shard_0.bin.",
    ],
    ["without its list", { "tensor-cache.json": null }, "missing: tensor-cache.json."],
    ["with two libraries", { "other.wasm": "" }, "more than one .wasm file: model.wasm and other.wasm"],
    ["with a library that is cut short", { "model.wasm": new Uint8Array(9) }, "model.wasm is cut short or damaged"],
    ["with weights that are cut short", { "params_shard_0.bin": new Uint8Array(9) }, "has 9 bytes instead of 285184"],
    ["with a damaged config", { "mlc-chat-config.json": "{" }, "mlc-chat-config.json is damaged"],
    ["with a damaged list", { "tensor-cache.json": "[]" }, "tensor-cache.json is not a list of files"],
    ["with a list that reaches out", { "tensor-cache.json": list("../secret.bin") }, "is not a list of files"],
    ["with a list of our own names", { "tensor-cache.json": list("model.json") }, "is not a list of files"],
    [
      "with words that nobody reads",
      { "mlc-chat-config.json": config({ tokenizer_files: ["vocab.txt"] }) },
      "list of words",
    ],
  ])("%s says why it cannot run", async (_what, change, sentence) => {
    expect(await reason(folder(change))).toContain(sentence);
  });
});

function list(dataPath: string): string {
  return JSON.stringify({ records: [{ dataPath, nbytes: 4, records: [] }] });
}
