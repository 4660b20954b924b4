/** Folders of models for a server under test. */
import { createHash } from "node:crypto";
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readManifest, writeManifest } from "../../scripts/models/manifest";
import { CACHE, MODELS, ROOT } from "../../scripts/models/paths";
import type { ModelEntry } from "../../src/engines/llm/protocol";

/** The model of test/fixtures/models/tiny: 3 MB, compiled for WebGPU, knows a few answers by heart. */
export const TINY = join(ROOT, "test/fixtures/models/tiny");
export const TINY_ID = "tiny";

const NOT_OF_THE_MODEL = ["README.md"];

/** Its entry in a manifest, with the hashes of the files as they are. */
export function tinyEntry(): ModelEntry {
  const names = readdirSync(TINY).filter((name) => !NOT_OF_THE_MODEL.includes(name));
  const files = names.map((name) => {
    const bytes = readFileSync(join(TINY, name));
    return {
      path: `${TINY_ID}/${name}`,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    };
  });
  return {
    id: TINY_ID,
    name: "Tiny",
    kind: "mlc",
    files,
    licence: "Apache-2.0",
    state: { is: "ready" },
    about: {
      memoryBytes: 50_000_000,
      parameters: 500_000,
      contextTokens: 1024,
      needsF16: false,
      family: TINY_ID,
      thinks: false,
    },
  };
}

export interface ModelsFolder {
  path: string;
  remove(): void;
}

/** A folder with the embedder and the judge, `tiny` unless told otherwise, and of public/models whatever `also` names by id; its manifest lists just these. */
export function makeModelsFolder({
  also = [],
  withTiny = true,
}: {
  also?: string[];
  withTiny?: boolean;
} = {}): ModelsFolder {
  mkdirSync(CACHE, { recursive: true });
  const path = mkdtempSync(join(CACHE, "models-"));
  const own = ["embedder", "judge"];
  const wanted = readManifest().models.filter(({ kind, id }) => own.includes(kind) || also.includes(id));
  for (const file of wanted.flatMap((model) => model.files)) link(join(MODELS, file.path), join(path, file.path));
  const tiny = withTiny ? [tinyEntry()] : [];
  for (const file of tiny.flatMap((model) => model.files)) link(join(dirname(TINY), file.path), join(path, file.path));
  writeManifest({ version: 1, models: [...wanted, ...tiny], note: "" }, path);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A second name for the same file, so that 100 MB are not copied for each test. */
function link(from: string, to: string): void {
  if (!statSync(from).isFile()) return;
  mkdirSync(dirname(to), { recursive: true });
  linkSync(from, to);
}

/** A folder of models in which the judge's file was changed in one byte, or is missing. */
export function withoutJudge(how: "changed" | "missing"): ModelsFolder {
  const folder = makeModelsFolder({ withTiny: false });
  const path = readManifest().models.find(({ kind }) => kind === "judge")?.files[0]?.path ?? "";
  const bytes = readFileSync(join(folder.path, path));
  // The file is the same as the one in public/models, under a second name: it must not be written to.
  rmSync(join(folder.path, path));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  if (how === "changed") writeFileSync(join(folder.path, path), bytes);
  return folder;
}
