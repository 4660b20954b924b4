import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Ids } from "../memory/ports";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const BYTES = 16;

/** Ids of 26 characters: the first 128 bits of SHA-256 (or of chance), in lower-case base32 of RFC 4648 without padding. */
export function createIds(): Ids {
  return {
    // As JSON the parts cannot run into one another, and a lone surrogate is written out rather than lost in UTF-8.
    derive: (...parts) => toBase32(sha256(utf8ToBytes(JSON.stringify(parts))).subarray(0, BYTES)),
    random: () => toBase32(crypto.getRandomValues(new Uint8Array(BYTES))),
  };
}

function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}
