import type { LanguageModelInfo, ModelFile } from "../models/languageModelInfo";
import { isMissing } from "../models/modelErrors";
import { openModels, writeWhole } from "../models/modelFolder";
import { holdModel, type ModelLocks } from "../models/modelLocks";

/** What a file has to be. */
export type KnownFile = Pick<ModelFile, "bytes" | "sha256">;

/** Files by model and path: those of models/pins.json, and those of models/hashes.json on this device. */
export type KnownFiles = Readonly<Record<string, Readonly<Record<string, KnownFile>>>>;

const NAME = "hashes.json";

/**
 * What the hub's files were when they first came to this device. Kept when a model is removed, so that a file which was
 * changed since is noticed when it comes again.
 */
export async function readKnownHashes(root: FileSystemDirectoryHandle): Promise<KnownFiles> {
  try {
    const file = await (await (await openModels(root)).getFileHandle(NAME)).getFile();
    return JSON.parse(await file.text()) as KnownFiles;
  } catch (error) {
    // One that a failing disk damaged must not stop every download.
    if (isMissing(error) || error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Adds the files of a model that has come whole. What was known of it before stays. */
export async function addKnownHashes(
  root: FileSystemDirectoryHandle,
  { id, files }: LanguageModelInfo,
  locks?: ModelLocks,
): Promise<void> {
  const fresh = Object.fromEntries(files.map(({ path, bytes, sha256 }) => [path, { bytes, sha256 }]));
  const add = async () => {
    const known = await readKnownHashes(root);
    const next = { ...known, [id]: { ...fresh, ...known[id] } };
    await writeWhole(await openModels(root), NAME, JSON.stringify(next));
  };
  // Another model may come whole in the same moment.
  await holdModel(NAME, add, { locks });
}
