import { checkFileSize } from "../formats/fileLimit";
import { type ParsedPassage, UnreadableFile } from "../formats/format";
import { recogniseFormat } from "../formats/registry";
import type { FileReaderApi } from "./readerProtocol";

/** Passages handed over at once: memory.worker stores each batch before it asks for the next. */
const BATCH = 64;

/** Reads one file. Its bytes are let go once it is parsed; `open` may be called again, `next` goes on where it stopped. */
export function createFileReader(file: File): FileReaderApi {
  let passages: ParsedPassage[] = [];
  let at = 0;
  return {
    async open() {
      checkFileSize(file.name, file.size);
      const bytes = await bytesOf(file);
      const parsed = recogniseFormat(bytes, file.name).read(bytes, file.name);
      passages = parsed.passages;
      at = 0;
      return {
        title: parsed.title,
        mediaType: parsed.mediaType,
        size: bytes.length,
        contentHash: await hashOf(bytes),
        passages: passages.length,
      };
    },
    async next() {
      if (at >= passages.length) return null;
      at += BATCH;
      return passages.slice(at - BATCH, at);
    },
  };
}

/** Throws UnreadableFile where the file was moved or changed since it was chosen, or is a folder. */
export async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new UnreadableFile(`${file.name} could not be opened. It may be a folder, or was moved or changed since.`);
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
