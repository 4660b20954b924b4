import { isMissing } from "../models/modelErrors";
import { locate, moveFile, PART, removeIfThere, writeWhole } from "../models/modelFolder";
import { openSink } from "../models/openSink";

/** A file in the making, beside its place: no engine sees it before it is whole and verified. */
export interface PartFile {
  /** Bytes that are there. */
  readonly size: number;
  /** The server's name for the content that these bytes begin; null where it has none that tells every byte. */
  readonly etag: string | null;
  /** Rejects with NoRoom where the device is full. */
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Empties it, for content of this name. */
  restart(etag: string | null): Promise<void>;
  /** Lets go of it, so that it can be read, and taken up again by another thread. */
  close(): Promise<void>;
}

/** The file and its note of a part. Both names end as no file of a model may (modelFolder.ts). */
const partName = (name: string) => `${name}${PART}`;
const noteName = (name: string) => `${name}.etag${PART}`;

/** Opens what an earlier call left of the file at `path` below `folder`, or an empty part. */
export async function openPart(folder: FileSystemDirectoryHandle, path: string): Promise<PartFile> {
  const place = await locate(folder, path, true);
  const sink = await openSink(await place.folder.getFileHandle(partName(place.name), { create: true }));
  let etag = await readNote(place.folder, noteName(place.name));
  return {
    get size() {
      return sink.size;
    },
    get etag() {
      return etag;
    },
    append: (bytes) => sink.append(bytes),
    async restart(next) {
      // In this order: an end in between leaves an empty part with the note of other bytes, never bytes with a wrong note.
      await sink.empty();
      await writeWhole(place.folder, noteName(place.name), JSON.stringify(next));
      etag = next;
    },
    close: () => sink.close(),
  };
}

/** What has come of the file at `path`, closed. */
export async function readPart(folder: FileSystemDirectoryHandle, path: string): Promise<File> {
  const place = await locate(folder, path);
  return (await place.folder.getFileHandle(partName(place.name))).getFile();
}

/** Puts a part in its place: from here on it is a file of the model. */
export async function settlePart(folder: FileSystemDirectoryHandle, path: string): Promise<void> {
  const place = await locate(folder, path);
  await moveFile(await place.folder.getFileHandle(partName(place.name)), place.folder, place.name);
  await removeIfThere(place.folder, noteName(place.name));
}

/** Throws away what has come of the file at `path`. */
export async function discardPart(folder: FileSystemDirectoryHandle, path: string): Promise<void> {
  const place = await locate(folder, path, true);
  await removeIfThere(place.folder, partName(place.name));
  await removeIfThere(place.folder, noteName(place.name));
}

async function readNote(folder: FileSystemDirectoryHandle, name: string): Promise<string | null> {
  try {
    const note: unknown = JSON.parse(await (await (await folder.getFileHandle(name)).getFile()).text());
    return typeof note === "string" ? note : null;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}
