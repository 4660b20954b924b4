import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { readAbout, removeAbout, writeAbout } from "./aboutFile";
import { hashBlob } from "./hashBlob";
import { type FoundModel, inspectFiles } from "./inspectFiles";
import type { LanguageModelInfo, ModelFile } from "./languageModelInfo";
import { NoRoom, UnusableModel } from "./modelErrors";
import { ADDING, findFile, findFolder, locate, moveFile, openModels, originRoot, removeIfThere } from "./modelFolder";
import { holdModel, type ModelLocks } from "./modelLocks";
import { openSink } from "./openSink";

export interface AddOptions {
  root(): Promise<FileSystemDirectoryHandle>;
  /** How much the browser has given this origin, and may give. */
  estimate(): Promise<{ usage?: number; quota?: number }>;
  locks?: ModelLocks;
}

const SLICE = 4_000_000;

/** Copies a model from the user's disk onto this device: see ModelsApi. */
export async function addModel(
  files: readonly File[],
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal = new AbortController().signal,
  options: Partial<AddOptions> = {},
): Promise<LanguageModelInfo> {
  const all: AddOptions = { root: originRoot, estimate: () => navigator.storage.estimate(), ...options };
  const found = await inspectFiles(files);
  signal.throwIfAborted();
  await checkRoom(found.model.bytes, all);
  const root = await all.root();
  // Its name is not known before all of it was read, and folders cannot be renamed.
  const staging = `${ADDING}${crypto.randomUUID()}`;
  const work = async () => {
    try {
      const copies = await copyAll(root, staging, found, onProgress, signal);
      return await settle(root, staging, found, copies, all);
    } finally {
      await removeIfThere(await openModels(root), staging);
    }
  };
  return holdModel(staging, work, { locks: all.locks });
}

async function copyAll(
  root: FileSystemDirectoryHandle,
  staging: string,
  { model, files }: FoundModel,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<ModelFile[]> {
  const folder = await (await openModels(root)).getDirectoryHandle(staging, { create: true });
  const copies: ModelFile[] = [];
  let done = 0;
  for (const { path, file } of files) {
    const place = await locate(folder, path, true);
    const sink = await openSink(await place.folder.getFileHandle(place.name, { create: true }));
    const hash = sha256.create();
    try {
      for (let at = 0; at < file.size; at += SLICE) {
        signal.throwIfAborted();
        const bytes = await read(file, at);
        await sink.append(bytes);
        hash.update(bytes);
        done += bytes.length;
        onProgress(done, model.bytes);
      }
    } finally {
      await sink.close();
    }
    copies.push({ path, bytes: file.size, sha256: bytesToHex(hash.digest()) });
  }
  signal.throwIfAborted();
  return copies;
}

/** Moves the copies into the folder that is named by their content, unless they are there already, and whole. */
async function settle(
  root: FileSystemDirectoryHandle,
  staging: string,
  { model }: FoundModel,
  files: readonly ModelFile[],
  { locks }: AddOptions,
): Promise<LanguageModelInfo> {
  const content = files.map(({ path, sha256: hash }) => `${hash} ${path}\n`).sort();
  const [only] = files;
  const hash = only && files.length === 1 ? only.sha256 : bytesToHex(sha256(utf8ToBytes(content.join(""))));
  const about: LanguageModelInfo = { ...model, id: `disk-${hash.slice(0, 12)}`, from: "disk", files };
  const work = async () => {
    const before = await findFolder(root, about.id);
    const whole = before && (await readAbout(before));
    if (whole && (await isAsCopied(before, files))) return whole;
    const from = await findFolder(root, staging);
    if (!from) throw new Error("The copy of the model is gone.");
    // What became damaged since is no model until its files are in their place again.
    if (before) await removeAbout(before);
    const to = await (await openModels(root)).getDirectoryHandle(about.id, { create: true });
    for (const { path } of files) {
      const source = await locate(from, path);
      const place = await locate(to, path, true);
      await moveFile(await source.folder.getFileHandle(source.name), place.folder, place.name);
    }
    await writeAbout(to, about);
    return about;
  };
  return holdModel(about.id, work, { locks });
}

/** Whether the files in `folder` are what the copies are, to the byte. */
async function isAsCopied(folder: FileSystemDirectoryHandle, copies: readonly ModelFile[]): Promise<boolean> {
  for (const { path, bytes, sha256: hash } of copies) {
    const kept = await findFile(folder, path);
    if (kept?.size !== bytes || (await hashBlob(kept)) !== hash) return false;
  }
  return true;
}

async function read(file: File, at: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer());
  } catch {
    throw new UnusableModel(
      "A file could not be read to its end. It may have been moved or changed since it was chosen.",
    );
  }
}

async function checkRoom(bytes: number, { estimate }: AddOptions): Promise<void> {
  const { usage, quota } = await estimate();
  if (usage === undefined || quota === undefined) return;
  if (bytes > quota - usage) throw new NoRoom(bytes - (quota - usage));
}
