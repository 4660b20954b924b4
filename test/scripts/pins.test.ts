import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeMlc } from "../../scripts/models/makeMlc";
import { MODELS, ROOT } from "../../scripts/models/paths";
import { firstWrong, pinsOf, readPins } from "../../scripts/models/pins";
import { GGUF, hasStarter, LIBRARY, MLC, WHEEL } from "../../scripts/models/starters";

test("The compiled model and the one for tests are the files that were pinned", async () => {
  const { "model.wasm": wasm, "mlc-chat-config.json": config } = pinsOf(MLC.id);
  if (!wasm || !config) throw new Error("The compiled model is not pinned.");
  expect(await firstWrong({ "model.wasm": wasm, "mlc-chat-config.json": config }, LIBRARY)).toBeNull();
  const tiny = join(ROOT, "test/fixtures/models/tiny");
  expect(await firstWrong(pinsOf("tiny"), tiny)).toBeNull();
  expect([...Object.keys(pinsOf("tiny")), "README.md"].sort()).toEqual(readdirSync(tiny).sort());
});

test("The cards name the hashes that are pinned", () => {
  const card = readFileSync(join(LIBRARY, "README.md"), "utf8");
  for (const path of ["model.wasm", "mlc-chat-config.json"]) {
    expect(card).toContain(pinsOf(MLC.id)[path]?.sha256);
    expect(card).toContain(pinsOf(MLC.id)[path]?.bytes.toLocaleString("en"));
  }
});

test("Every pin has a size and a whole SHA-256", () => {
  for (const pin of Object.values(readPins()).flatMap((files) => Object.values(files))) {
    expect(pin.bytes).toBeGreaterThan(0);
    expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

test("A file with one other byte is told by its name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-pins-"));
  const pins = { a: { bytes: 5, sha256: createHash("sha256").update("stone").digest("hex") } };
  writeFileSync(join(folder, "a"), "stone");
  expect(await firstWrong(pins, folder)).toBeNull();
  writeFileSync(join(folder, "a"), "stobe");
  expect(await firstWrong(pins, folder)).toBe("a");
  rmSync(folder, { recursive: true });
});

test("A GGUF that cannot be read ends it with a sentence, and leaves the model that was there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-mlc-"));
  for (const { id } of [GGUF, MLC]) mkdirSync(join(folder, id));
  writeFileSync(join(folder, GGUF.id, WHEEL.file), "not a model");
  await expect(makeMlc(new AbortController().signal, folder)).rejects.toThrow(
    "could not be made ready for the graphics card: The file is no GGUF.",
  );
  expect(readdirSync(folder).sort()).toEqual([GGUF.id, MLC.id]);
  rmSync(folder, { recursive: true });
});

const ggufIsHere = await hasStarter(GGUF);

test.skipIf(!ggufIsHere)(
  "The real GGUF becomes the pinned files, in the place of what was there and nothing beside",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "cairn-mlc-"));
    symlinkSync(join(MODELS, GGUF.id), join(folder, GGUF.id));
    // What a killed run leaves, and an older model.
    mkdirSync(join(folder, `${MLC.id}.2147483647.part`));
    mkdirSync(join(folder, MLC.id));
    writeFileSync(join(folder, MLC.id, "params_shard_9.bin"), "old");
    await makeMlc(new AbortController().signal, folder);
    expect(readdirSync(folder).sort()).toEqual([GGUF.id, MLC.id]);
    expect(readdirSync(join(folder, MLC.id)).sort()).toEqual(["NOTICE.txt", ...Object.keys(pinsOf(MLC.id))].sort());
    rmSync(folder, { recursive: true });
  },
  30_000,
);

test.skipIf(!ggufIsHere)("One that is stopped leaves the model that was there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-mlc-"));
  symlinkSync(join(MODELS, GGUF.id), join(folder, GGUF.id));
  mkdirSync(join(folder, MLC.id));
  await expect(makeMlc(AbortSignal.abort(), folder)).rejects.toThrow("aborted");
  expect(readdirSync(folder).sort()).toEqual([GGUF.id, MLC.id]);
  rmSync(folder, { recursive: true });
});
