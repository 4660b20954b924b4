import { hashBlob } from "../models/hashBlob";
import { isComplete } from "../models/isComplete";
import type { ModelFile } from "../models/languageModelInfo";
import { findFile, locate, removeIfThere } from "../models/modelFolder";
import { WrongBytes } from "./downloadErrors";
import { discardPart, openPart, readPart, settlePart } from "./partFile";
import type { FileToFetch } from "./planFiles";
import { type FetchOptions, type FileWatch, type Hold, receiveFile } from "./receiveFile";

/**
 * Brings a file into its place below `folder`, verified, and goes on with what an earlier call left of it. One that is not
 * what it has to be is thrown away and fetched once more; then this rejects with WrongBytes. Rejects with HubUnreachable
 * or NoRoom, or the signal's reason, where what came is kept.
 */
export async function fetchFile(
  folder: FileSystemDirectoryHandle,
  file: FileToFetch,
  options: FetchOptions,
  watch: FileWatch,
  hold: Hold,
  signal: AbortSignal,
): Promise<ModelFile> {
  const kept = await keptFile(folder, file, signal);
  if (kept) {
    watch.onBytes(kept.bytes, kept.bytes);
    return kept;
  }
  for (let tries = 1; ; tries++) {
    const part = await openPart(folder, file.path);
    let arrived: boolean;
    try {
      arrived = await receiveFile(part, file, options, watch, hold, signal);
    } catch (error) {
      await part.close();
      if (part.size === 0) await discardPart(folder, file.path);
      throw error;
    }
    await part.close();
    const content = await readPart(folder, file.path);
    const found = arrived ? await verified(content, file, signal) : null;
    if (found) {
      await settlePart(folder, file.path);
      watch.onBytes(found.bytes, found.bytes);
      return found;
    }
    await discardPart(folder, file.path);
    watch.onBytes(0, file.bytes);
    if (tries === 2) {
      throw new WrongBytes(`${file.path} came twice and was not what it has to be. Nothing of it was kept.`);
    }
  }
}

/** What is in its place since an earlier call, where it is what it has to be; else that is taken away. */
async function keptFile(
  folder: FileSystemDirectoryHandle,
  file: FileToFetch,
  signal: AbortSignal,
): Promise<ModelFile | null> {
  const content = await findFile(folder, file.path);
  if (!content) return null;
  const found = await verified(content, file, signal);
  if (found) return found;
  const place = await locate(folder, file.path);
  await removeIfThere(place.folder, place.name);
  return null;
}

async function verified(content: File, file: FileToFetch, signal: AbortSignal): Promise<ModelFile | null> {
  const { path, bytes } = file;
  if (bytes !== null && bytes !== content.size) return null;
  const sha256 = await hashBlob(content, signal);
  const isRight = file.sha256 === null ? await isComplete(path, content) : file.sha256 === sha256;
  return isRight ? { path, bytes: content.size, sha256 } : null;
}
