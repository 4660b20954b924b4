import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { extractMember } from "../../scripts/models/extractMember";

const folder = mkdtempSync(join(tmpdir(), "cairn-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CONTENT = strToU8("one stone on another ".repeat(5000));
const ZIP = zipSync({
  "model/__init__.py": strToU8("pass"),
  "model/weights.gguf": [CONTENT, { level: 6 }],
  "model/stored.gguf": [CONTENT, { level: 0 }],
});
const target = join(folder, "out");

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test.each(["model/weights.gguf", "model/stored.gguf"])("%s comes out whole, with its hash", async (name) => {
  const sha256 = await extractMember(write("whole.zip", ZIP), name, target);
  expect(Uint8Array.from(readFileSync(target))).toEqual(CONTENT);
  expect(sha256).toBe(createHash("sha256").update(CONTENT).digest("hex"));
});

test("A member that is not there is named", async () => {
  await expect(extractMember(write("whole.zip", ZIP), "model/other.gguf", target)).rejects.toThrow("model/other.gguf");
});

test("A zip that was cut off is refused", async () => {
  const cut = write("cut.zip", ZIP.subarray(0, ZIP.length - 100));
  await expect(extractMember(cut, "model/weights.gguf", target)).rejects.toThrow("no whole zip");
});
