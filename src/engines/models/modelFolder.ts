/**
 * The folder of language models in the origin's private file system:
 *
 *   models/<id>/<file>        a file of a model: whole, and what its hash says
 *   models/<id>/<file>.part   what has come of one (download/partFile.ts)
 *   models/<id>/model.json    written last: a folder without it holds no model
 *   models/adding-<uuid>/     a model from the user's disk while it is copied (addModel.ts)
 *   models/hashes.json        what the hub's files were when they first came (download/knownHashes.ts)
 */
import { isMissing, toWriteError } from "./modelErrors";

const FOLDER = "models";
/** What makes a whole model of a folder (aboutFile.ts). */
export const ABOUT = "model.json";
/** How the names of files end that are not whole yet, and of what is noted about them. */
export const PART = ".part";

/** How the name of a folder starts that is no model yet. */
export const ADDING = "adding-";

/** How a file is moved; in all browsers, in no type library. */
interface Movable {
  move?(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
}

/** The part of FileSystemSyncAccessHandle that is used: there is one in dedicated workers alone. */
export interface SyncAccess {
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/** A file where sync access may be had. */
export interface SyncFile {
  createSyncAccessHandle?(): Promise<SyncAccess>;
}

/** The root of the origin's private file system. */
export function originRoot(): Promise<FileSystemDirectoryHandle> {
  return navigator.storage.getDirectory();
}

/** The folder of all models, made where it is not there yet. */
export function openModels(root: FileSystemDirectoryHandle): Promise<FileSystemDirectoryHandle> {
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** The folder of one model, or null. */
export async function findFolder(
  root: FileSystemDirectoryHandle,
  id: string,
): Promise<FileSystemDirectoryHandle | null> {
  return orNull(async () => (await openModels(root)).getDirectoryHandle(checkedId(id)));
}

/** `id` where it can be the name of a folder. Throws for anything else. */
export function checkedId(id: string): string {
  if (/^[\w.-]{1,120}$/.test(id) && !/^\.+$/.test(id)) return id;
  throw new Error(`"${id}" cannot be the name of a model.`);
}

/** The parts of a file's path where it stays below its folder and takes no name that is ours. Throws for anything else. */
export function pathParts(path: string): string[] {
  const parts = path.split("/");
  const isFine = (part: string) => /^[^\\:*?"<>|\p{Cc}]{1,200}$/u.test(part) && !/^\.+$/.test(part);
  if (!parts.every(isFine) || path === ABOUT || path.endsWith(PART))
    throw new Error(`"${path}" cannot be a model's file.`);
  return parts;
}

/** The folder that holds the file at `path` below `folder`, and the file's name there. */
export async function locate(
  folder: FileSystemDirectoryHandle,
  path: string,
  create = false,
): Promise<{ folder: FileSystemDirectoryHandle; name: string }> {
  const parts = pathParts(path);
  const name = parts.pop() ?? "";
  let at = folder;
  for (const part of parts) at = await at.getDirectoryHandle(part, { create });
  return { folder: at, name };
}

/** The file at `path` below `folder`, read from disk when it is read; null where it is not there. */
export async function findFile(folder: FileSystemDirectoryHandle, path: string): Promise<File | null> {
  return orNull(async () => {
    const { folder: inner, name } = await locate(folder, path);
    return (await inner.getFileHandle(name)).getFile();
  });
}

/** Writes a small file so that it is there whole or as it was before. */
export async function writeWhole(folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
  const file = await folder.getFileHandle(`${name}${PART}`, { create: true });
  try {
    const access = await openSync(file);
    if (access) {
      try {
        access.truncate(0);
        access.write(new TextEncoder().encode(text), { at: 0 });
        access.flush();
      } finally {
        access.close();
      }
    } else {
      const writable = await file.createWritable();
      await writable.write(text);
      await writable.close();
    }
  } catch (error) {
    throw toWriteError(error);
  }
  await moveFile(file, folder, name);
}

/** Moves a file in the place of what has that name. */
export async function moveFile(
  file: FileSystemFileHandle & Movable,
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<void> {
  if (!file.move) throw new Error("This browser is too old to keep language models: it cannot rename a file.");
  await file.move(folder, name);
}

/** Sync access to a file, or null where this thread has none. Another holder of the file is waited for, up to a few seconds. */
export async function openSync(file: FileSystemFileHandle & SyncFile): Promise<SyncAccess | null> {
  if (!file.createSyncAccessHandle) return null;
  for (let tries = 1; ; tries++) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      // A worker that was just ended holds its files a moment longer.
      if (!(error instanceof DOMException && error.name === "NoModificationAllowedError") || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}

export async function removeIfThere(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await orNull(() => folder.removeEntry(name, { recursive: true }));
}

/** Bytes of all files below a folder. */
export async function sizeOf(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  for await (const entry of folder.values()) {
    if (entry.kind === "directory") bytes += await sizeOf(entry);
    else bytes += (await orNull(() => entry.getFile()))?.size ?? 0;
  }
  return bytes;
}

/** What `look` finds; null where it is not there. */
export async function orNull<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
