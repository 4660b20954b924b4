import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParsedFile } from "../../src/formats/format";
import { recogniseFormat } from "../../src/formats/registry";

const FOLDER = join(import.meta.dirname, "../fixtures/files");

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** UTF-16 with its mark; a lone surrogate stays one. */
export function utf16(text: string, order: "little" | "big"): Uint8Array {
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, order === "little");
  for (let at = 0; at < text.length; at++) view.setUint16(2 + 2 * at, text.charCodeAt(at), order === "little");
  return bytes;
}

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FOLDER, name)));
}

/** Reads bytes as import.worker does. */
export function read(bytes: Uint8Array | string, name: string): ParsedFile {
  const content = typeof bytes === "string" ? bytesOf(bytes) : bytes;
  return recogniseFormat(content, name).read(content, name);
}

export function textsOf(file: ParsedFile): string[] {
  return file.passages.map((passage) => passage.text);
}
