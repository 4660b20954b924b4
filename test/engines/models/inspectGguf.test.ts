import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createModels } from "../../../src/engines/models/createModels";
import { ARCHITECTURES } from "../../../src/engines/models/ggufArchitectures";
import { aGguf, array, float32, type Packed, string, type TensorToWrite, uint32 } from "../../support/aGguf";

const tensors: TensorToWrite[] = [
  { name: "token_embd.weight", shape: [32, 3], type: 3, data: new Uint8Array(3 * 20) },
  { name: "output_norm.weight", shape: [32], type: 0, data: new Uint8Array(128) },
];

const chat: Record<string, Packed> = {
  "general.architecture": string("llama"),
  "general.name": string("Pebble 1B Instruct Q4_1"),
  "general.license": string("apache-2.0"),
  "llama.context_length": uint32(8192),
  "llama.embedding_length": uint32(64),
  "llama.block_count": uint32(2),
  "llama.attention.head_count": uint32(4),
  "llama.attention.head_count_kv": uint32(2),
  "tokenizer.ggml.tokens": array(string, ["<|end|>", "the", "日本"]),
  "tokenizer.ggml.scores": array(float32, [0, -1, -2]),
  "tokenizer.chat_template": string("{% for message in messages %}{{ message.content }}{% endfor %}"),
};

const without = (key: string) => Object.fromEntries(Object.entries(chat).filter(([each]) => each !== key));
const file = (bytes: Uint8Array, name = "pebble.gguf") => new File([Uint8Array.from(bytes)], name);
const inspect = (...files: File[]) => createModels().inspect(files);

async function reason(...files: File[]): Promise<string> {
  const found = await inspect(...files);
  return found.ok ? "it can run" : found.reason;
}

/** A file that says it is larger than what it holds, so that no test writes gigabytes. */
function vast(bytes: Uint8Array, size: number): File {
  const small = file(bytes);
  return Object.defineProperty(small, "size", { value: size });
}

describe("a GGUF", () => {
  it("is a model with all that is to be known before it is loaded", async () => {
    const found = await inspect(file(aGguf(chat, tensors)));
    expect(found).toEqual({
      ok: true,
      model: {
        id: "disk",
        from: "disk",
        name: "Pebble 1B Instruct Q4_1",
        kind: "gguf",
        licence: "apache-2.0",
        bytes: aGguf(chat, tensors).length,
        memoryBytes: aGguf(chat, tensors).length + 200_000_000 + 2 * 2 * 4096 * 2 * 2 * 16,
        parameters: 128,
        contextTokens: 8192,
        needsF16: false,
        family: "pebble-1b-instruct",
        thinks: false,
        files: [],
      },
    });
  });

  it("goes by its file's name where it has none, and by its content where the file has lost its own", async () => {
    expect(await inspect(file(aGguf(without("general.name"), tensors), "My Pebble.gguf"))).toMatchObject({
      model: { name: "My Pebble" },
    });
    expect((await inspect(file(aGguf(chat, tensors), "download"))).ok).toBe(true);
  });

  it.each([
    ["{{ '<think>' }}", true],
    ["{% if enable_thinking %}", true],
    ["{{ content.split('</think>')[-1] }}", true],
    ["I think {{ content }}", false],
  ])("with the template %j thinks aloud: %s", async (template, thinks) => {
    const found = await inspect(file(aGguf({ ...chat, "tokenizer.chat_template": string(template) }, tensors)));
    expect(found.ok && found.model.thinks).toBe(thinks);
  });

  it("is read though its vocabulary is larger than the first piece that is read", async () => {
    const words = Array.from({ length: 120_000 }, (_, i) => `word number ${i}`) as [string, ...string[]];
    const bytes = aGguf({ ...chat, "tokenizer.ggml.tokens": array(string, words) }, tensors);
    expect(bytes.length).toBeGreaterThan(2 ** 21);
    expect((await inspect(file(bytes))).ok).toBe(true);
  });
});

describe("a file that cannot run says why", () => {
  it.each<[string, Uint8Array | string, string]>([
    ["another file", "PK\u0003\u0004 and more", "pebble.gguf is not a model that Cairn can read."],
    ["an empty file", "", "cut short or damaged"],
    ["the start of a header", aGguf(chat, tensors).subarray(0, 200), "cut short or damaged"],
    ["a file without its last weights", aGguf(chat, tensors).subarray(0, -100), "is cut short: 1 MB of it are missing"],
    ["a model of no kind", aGguf(without("general.architecture"), tensors), "does not say which kind"],
    [
      "a kind from the future",
      aGguf({ ...chat, "general.architecture": string("llama9") }, tensors),
      "kind yet (llama9)",
    ],
    ["an embedder", aGguf({ ...chat, "general.architecture": string("nomic-bert") }, tensors), "compares texts"],
    ["a part for pictures", aGguf({ ...chat, "general.architecture": string("clip") }, tensors), "not a chat model"],
    ["a base model", aGguf(without("tokenizer.chat_template"), tensors), "not made for conversations"],
  ])("%s", async (_what, content, sentence) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    expect(await reason(file(bytes))).toContain(sentence);
  });

  it("one that is too large for one piece, or for a browser", async () => {
    expect(await reason(vast(aGguf(chat, tensors), 3e9))).toContain("larger than 2,147 MB");
    const parts = [0, 1, 2].map((no) => vast(part(no, 3), 2e9));
    expect(await reason(...parts)).toContain("too large for a browser: it takes 6,2");
  });

  it("no file, or files that are no model", async () => {
    expect(await reason()).toContain("no model among these files");
    expect(await reason(file(new Uint8Array(4), "a.txt"), file(new Uint8Array(4), "b.txt"))).toContain(
      "Choose a .gguf file",
    );
  });

  it("one that was moved since it was chosen", async () => {
    const gone = file(aGguf(chat, tensors));
    gone.slice = () => {
      const blob = new Blob();
      blob.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
      return blob;
    };
    expect(await reason(gone)).toContain("moved or changed since");
  });

  it.each([
    ["more values than there are", 16, 2n ** 60n],
    ["more tensors than there are", 8, 2n ** 60n],
    ["a key without an end", 24, 2n ** 63n],
  ])("one that promises %s, in no time", async (_what, at, count) => {
    const bytes = Uint8Array.from(aGguf(chat, tensors));
    new DataView(bytes.buffer).setBigUint64(at, count, true);
    const start = performance.now();
    expect(await reason(file(bytes))).toMatch(/cut short or damaged|not a model/);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it("one whose list promises more than there is, in no time", async () => {
    for (const [type, length] of [
      [0, 2n ** 50n],
      [8, 2n ** 50n],
      [9, 4n],
      [77, 4n],
    ] as const) {
      const bytes = new Uint8Array(12);
      new DataView(bytes.buffer).setUint32(0, type, true);
      new DataView(bytes.buffer).setBigUint64(4, length, true);
      const start = performance.now();
      expect(await reason(file(aGguf({ list: { type: 9, bytes }, ...chat }, tensors)))).toMatch(/damaged|not a model/);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });

  it("any file with a byte changed, cut or added in its header, and never throws", async () => {
    const whole = aGguf(chat, tensors);
    for (let at = 0; at < 600; at += 7) {
      const bytes = Uint8Array.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      expect(typeof (await reason(file(bytes)))).toBe("string");
      expect(typeof (await reason(file(whole.subarray(0, at))))).toBe("string");
    }
  });
});

/** One part of a split model: only the first says what it is. */
function part(no: number, count: number, all = count): Uint8Array {
  const split = { "split.no": uint32(no), "split.count": uint32(count), "split.tensors.count": uint32(2 * all) };
  return aGguf(no === 0 ? { ...chat, ...split } : split, tensors);
}

describe("a model in parts", () => {
  const parts = (numbers: number[], count: number) =>
    numbers.map((no) => file(part(no, count), `pebble-0000${no + 1}.gguf`));

  it("is whole with all its parts, in whatever order they come", async () => {
    const found = await inspect(...parts([2, 0, 1], 3));
    expect(found).toMatchObject({ ok: true, model: { name: "Pebble 1B Instruct Q4_1", parameters: 3 * 128 } });
  });

  it("names the parts that are missing", async () => {
    expect(await reason(...parts([0, 2], 3))).toBe("This model is in 3 parts. Choose them together; missing: part 2.");
    expect(await reason(...parts([1], 9))).toContain("missing: part 1, 3, 4 and more.");
  });

  it("is not made of parts of several models, nor of two models", async () => {
    expect(await reason(file(part(0, 2)), file(part(1, 3)))).toContain("more than one model");
    expect(await reason(file(part(0, 2)), file(part(1, 2)), file(part(1, 2)))).toContain("not the parts of one model");
    expect(await reason(file(part(0, 2, 9)), file(part(1, 2, 9)))).toContain("not the parts of one model");
    expect(await reason(file(aGguf(chat, tensors)), file(aGguf(chat, tensors)))).toContain("more than one model");
  });
});

it("every kind of model that is known here is known to the engine", () => {
  const folder = dirname(createRequire(import.meta.url).resolve("@wllama/wllama/package.json"));
  const wasm = readFileSync(join(folder, "esm/wasm/wllama.wasm"));
  // Its words end with a zero, and one may be the end of another.
  expect(ARCHITECTURES.filter((name) => !wasm.includes(`${name}\0`))).toEqual([]);
});
