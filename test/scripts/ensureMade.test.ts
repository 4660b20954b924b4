import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ensureMade, type MadeModel } from "../../scripts/models/ensureMade";
import { readManifest } from "../../scripts/models/manifest";
import { CACHE, MODELS } from "../../scripts/models/paths";

const ID = "made-in-a-test";

let folder: string;
let model: MadeModel;
const convert = vi.fn(() => new Map([["onnx/model.onnx", readFileSync(join(folder, "input"))]]));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-made-"));
  writeFileSync(join(folder, "input"), "weights");
  convert.mockClear();
  model = {
    id: ID,
    name: "Made",
    kind: "judge",
    licence: "MIT",
    inputs: [join(folder, "input")],
    outputs: ["onnx/model.onnx"],
    convert,
  };
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(join(CACHE, `${ID}.json`), { force: true });
});

test("A model is made once, and described with the hash of what was made", async () => {
  const sha256 = createHash("sha256").update("weights").digest("hex");
  const entry = {
    id: ID,
    name: "Made",
    kind: "judge",
    files: [{ path: `${ID}/onnx/model.onnx`, bytes: 7, sha256 }],
    licence: "MIT",
    state: { is: "ready" },
  };
  expect(await ensureMade(model, folder)).toEqual({ entry, made: true });
  expect(await ensureMade(model, folder)).toEqual({ entry, made: false });
  expect(convert).toHaveBeenCalledTimes(1);
});

test("It is made again where its file was changed or went away, and where its input is another", async () => {
  const file = join(folder, ID, "onnx/model.onnx");
  await ensureMade(model, folder);
  writeFileSync(file, "something else");
  expect((await ensureMade(model, folder)).made).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("weights");
  rmSync(file);
  expect((await ensureMade(model, folder)).made).toBe(true);
  writeFileSync(join(folder, "input"), "newer weights");
  expect((await ensureMade(model, folder)).entry.files[0]?.bytes).toBe(13);
});

test("An input that is missing is named", async () => {
  const missing = { ...model, inputs: [join(folder, "absent")] };
  await expect(ensureMade(missing, folder)).rejects.toThrow(`${join(folder, "absent")} is missing`);
});

test("The manifest names the judge's one file, with its hash", () => {
  const judge = readManifest().models.find(({ kind }) => kind === "judge");
  const file = readFileSync(join(MODELS, "judge/onnx/model.onnx"));
  const sha256 = createHash("sha256").update(file).digest("hex");
  expect(judge?.files).toEqual([{ path: "judge/onnx/model.onnx", bytes: file.length, sha256 }]);
  expect(judge?.state).toEqual({ is: "ready" });
});
