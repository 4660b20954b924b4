import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { ModelFile } from "../models/languageModelInfo";
import { ModelCorrupt } from "./engineErrors";

/** Above this, a file is hashed part by part: five times slower, but it never stands in memory as a whole. */
const WHOLE_BYTES = 512 * 1024 * 1024;
const PART_BYTES = 4 * 1024 * 1024;

/** The bytes of a model's file. Rejects with ModelCorrupt where they are not those of its hash. */
export async function readVerified(file: Blob, { path, bytes, sha256: expected }: ModelFile): Promise<ArrayBuffer> {
  const content = file.size === bytes ? await read(file, path) : null;
  if (!content || hex(await crypto.subtle.digest("SHA-256", content)) !== expected) throw corrupt(path);
  return content;
}

/** Rejects with ModelCorrupt where the file's bytes are not those of its hash. */
export async function verify(file: Blob, expected: ModelFile): Promise<void> {
  const { path, bytes } = expected;
  if (bytes <= WHOLE_BYTES) {
    await readVerified(file, expected);
    return;
  }
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += PART_BYTES) {
    hash.update(new Uint8Array(await read(file.slice(at, at + PART_BYTES), path)));
  }
  if (file.size !== bytes || bytesToHex(hash.digest()) !== expected.sha256) throw corrupt(path);
}

async function read(file: Blob, path: string): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    // The file went away or changed since it was opened.
    throw new ModelCorrupt(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function hex(digest: ArrayBuffer): string {
  return bytesToHex(new Uint8Array(digest));
}

function corrupt(path: string): ModelCorrupt {
  return new ModelCorrupt(`${path} is not what it was: the model has to be fetched again.`);
}
