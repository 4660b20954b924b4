import { createHash } from "node:crypto";
import { closeSync, createReadStream, createWriteStream, openSync, readSync, statSync } from "node:fs";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";

interface Member {
  method: number;
  compressedBytes: number;
  localHeader: number;
}

const STORED = 0;
const DEFLATED = 8;

/**
 * Streams one file out of a zip to `target` and returns its SHA-256 (hex). Throws where the zip lacks it or is cut off.
 * Sizes under 4 GiB only: no zip64 (layout: APPNOTE.TXT 4.3).
 */
export async function extractMember(zip: string, name: string, target: string): Promise<string> {
  const { method, compressedBytes, localHeader } = findMember(zip, name);
  if (method !== STORED && method !== DEFLATED)
    throw new Error(`${name} is packed in a way (${method}) that is not known here.`);
  const header = readAt(zip, localHeader, 30);
  const start = localHeader + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const hash = createHash("sha256");
  const counted = new PassThrough();
  counted.on("data", (chunk: Buffer) => hash.update(chunk));
  await pipeline(
    createReadStream(zip, { start, end: start + compressedBytes - 1 }),
    method === DEFLATED ? createInflateRaw() : new PassThrough(),
    counted,
    createWriteStream(target),
  );
  return hash.digest("hex");
}

function findMember(zip: string, name: string): Member {
  const size = statSync(zip).size;
  const tail = readAt(zip, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw new Error(`${zip} is no whole zip file.`);
  const directory = readAt(zip, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at < directory.length; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    if (directory.toString("utf8", at + 46, at + 46 + nameBytes) === name) {
      return {
        method: directory.readUInt16LE(at + 10),
        compressedBytes: directory.readUInt32LE(at + 20),
        localHeader: directory.readUInt32LE(at + 42),
      };
    }
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw new Error(`${zip} does not hold ${name}.`);
}

function readAt(path: string, position: number, length: number): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, position);
    return buffer;
  } finally {
    closeSync(file);
  }
}
