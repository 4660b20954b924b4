import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Up to here the browser's own hash is quicker, which needs all bytes in memory at once. */
const AT_ONCE = 64_000_000;
const SLICE = 4_000_000;

/** SHA-256 of a blob in hexadecimal. Rejects with the signal's reason where that is aborted. */
export async function hashBlob(blob: Blob, signal?: AbortSignal): Promise<string> {
  if (blob.size <= AT_ONCE) {
    const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
    signal?.throwIfAborted();
    return bytesToHex(new Uint8Array(digest));
  }
  const hash = sha256.create();
  for (let at = 0; at < blob.size; at += SLICE) {
    signal?.throwIfAborted();
    hash.update(new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer()));
  }
  return bytesToHex(hash.digest());
}
