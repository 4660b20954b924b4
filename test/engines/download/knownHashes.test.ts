import { describe, expect, it } from "vitest";
import { addKnownHashes, readKnownHashes } from "../../../src/engines/download/knownHashes";
import type { LanguageModelInfo } from "../../../src/engines/models/languageModelInfo";
import { createFakeDirectory } from "../../support/fakeDirectory";
import { createFakeModelLocks } from "../../support/fakeModelLocks";
import { tinyOfTheHub } from "../../support/tinyHub";

const file = (path: string, digit: string) => ({ path, bytes: 10, sha256: digit.repeat(64) });
const model = (id: string, ...files: LanguageModelInfo["files"]): LanguageModelInfo => ({
  ...tinyOfTheHub(),
  id,
  files,
});

describe("what the hub's files were", () => {
  it("is kept of each of several models that come whole in the same moment", async () => {
    const root = createFakeDirectory().handle;
    const locks = createFakeModelLocks();
    const ids = ["a", "b", "c"];
    await Promise.all(ids.map((id) => addKnownHashes(root, model(id, file("w.bin", id)), locks)));
    const { path: _path, ...what } = file("w.bin", "");
    expect(await readKnownHashes(root)).toEqual(
      Object.fromEntries(ids.map((id) => [id, { "w.bin": { ...what, sha256: id.repeat(64) } }])),
    );
  });

  it("stays as it was first known", async () => {
    const root = createFakeDirectory().handle;
    await addKnownHashes(root, model("a", file("w.bin", "1")));
    await addKnownHashes(root, model("a", file("w.bin", "2"), file("x.bin", "3")));
    expect(await readKnownHashes(root)).toEqual({
      a: { "w.bin": { bytes: 10, sha256: "1".repeat(64) }, "x.bin": { bytes: 10, sha256: "3".repeat(64) } },
    });
  });
});
