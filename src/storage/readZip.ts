import { Inflate } from "fflate";
import { UnreadableMemoryFile } from "./UnreadableMemoryFile";

/** Bytes that all entries of a file may inflate to, and how many times its size one may grow once it is large. */
const MAX_TOTAL = 512 * 2 ** 20;
const LARGE = 16 * 2 ** 20;
const MAX_RATIO = 200;
const CHUNK = 64 * 2 ** 10;

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const [END_SIZE, CENTRAL_SIZE, LOCAL_SIZE] = [22, 46, 30];
const ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];

interface Entry {
  name: string;
  method: number;
  packed: number;
  size: number;
  start: number;
}

/**
 * The entries of a zip that holds exactly these names, inflated. What they say about their sizes is checked before anything is
 * inflated, and again while it is. Throws UnreadableMemoryFile with a sentence.
 */
export function readZip(bytes: Uint8Array, names: readonly string[]): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LOCAL_SIZE || view.getUint32(0, true) !== LOCAL) {
    throw new UnreadableMemoryFile("This is not a memory file.");
  }
  const entries = readDirectory(view, bytes);
  const found = entries.map((entry) => entry.name);
  if (found.length !== new Set(found).size) throw UnreadableMemoryFile.damaged("it holds a part twice");
  const missing = names.find((name) => !found.includes(name));
  const strange = found.find((name) => !names.includes(name));
  if (strange !== undefined && missing !== undefined) throw new UnreadableMemoryFile("This is not a memory file.");
  if (missing !== undefined) throw UnreadableMemoryFile.damaged(`its part ${missing} is missing`);
  if (strange !== undefined) throw UnreadableMemoryFile.damaged("it holds a part that does not belong there");
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const bloated = entries.some((entry) => entry.size > LARGE && entry.size > entry.packed * MAX_RATIO);
  if (total > MAX_TOTAL || bloated)
    throw new UnreadableMemoryFile("This memory file would unpack to more than Cairn takes in.");
  assertApart(entries);
  return new Map(entries.map((entry) => [entry.name, unpack(bytes, entry)]));
}

function readDirectory(view: DataView, bytes: Uint8Array): Entry[] {
  const end = bytes.length - END_SIZE;
  if (end < 0 || view.getUint32(end, true) !== END) throw UnreadableMemoryFile.damaged("its end is missing");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: Entry[] = [];
  for (let each = 0; each < count; each++) {
    if (at + CENTRAL_SIZE > end || view.getUint32(at, true) !== CENTRAL)
      throw UnreadableMemoryFile.damaged("its list of parts is broken");
    const nameSize = view.getUint16(at + 28, true);
    const name = latin(bytes, at + CENTRAL_SIZE, nameSize);
    if (view.getUint16(at + 8, true) & ENCRYPTED)
      throw new UnreadableMemoryFile("This memory file is locked with a password.");
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: startOf(view, bytes, view.getUint32(at + 42, true), name),
    });
    at += CENTRAL_SIZE + nameSize + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  if (at !== end) throw UnreadableMemoryFile.damaged("its list of parts is broken");
  return entries;
}

/** Where an entry's bytes begin, behind its own header, which must name it too. */
function startOf(view: DataView, bytes: Uint8Array, at: number, name: string): number {
  if (at + LOCAL_SIZE > bytes.length || view.getUint32(at, true) !== LOCAL)
    throw UnreadableMemoryFile.damaged("a part of it is missing");
  const nameSize = view.getUint16(at + 26, true);
  if (latin(bytes, at + LOCAL_SIZE, nameSize) !== name) throw UnreadableMemoryFile.damaged("its parts are mixed up");
  return at + LOCAL_SIZE + nameSize + view.getUint16(at + 28, true);
}

/** Entries that share bytes are how a small zip unpacks to a huge one. */
function assertApart(entries: readonly Entry[]): void {
  const sorted = entries.toSorted((a, b) => a.start - b.start);
  sorted.forEach((entry, place) => {
    const next = sorted[place + 1];
    if (next && entry.start + entry.packed > next.start) throw UnreadableMemoryFile.damaged("its parts are mixed up");
  });
}

function unpack(bytes: Uint8Array, entry: Entry): Uint8Array {
  const packed = bytes.subarray(entry.start, entry.start + entry.packed);
  if (packed.length !== entry.packed) throw UnreadableMemoryFile.damaged(`its part ${entry.name} is cut short`);
  if (entry.method === STORED && entry.packed === entry.size) return packed;
  if (entry.method !== DEFLATED) throw UnreadableMemoryFile.damaged(`its part ${entry.name} cannot be unpacked`);
  const out = new Uint8Array(entry.size);
  let filled = 0;
  const inflate = new Inflate((chunk) => {
    if (filled + chunk.length > out.length)
      throw UnreadableMemoryFile.damaged(`its part ${entry.name} is larger than it says`);
    out.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length || at === 0; at += CHUNK) {
      inflate.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length);
    }
  } catch (error) {
    if (error instanceof UnreadableMemoryFile) throw error;
    throw UnreadableMemoryFile.damaged(`its part ${entry.name} cannot be unpacked`, error);
  }
  if (filled !== out.length) throw UnreadableMemoryFile.damaged(`its part ${entry.name} is cut short`);
  return out;
}

function latin(bytes: Uint8Array, at: number, size: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + size));
}
