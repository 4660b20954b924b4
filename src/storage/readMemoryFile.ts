import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { checkInvariants } from "../memory/graph/checkInvariants";
import { toGraphRows } from "../memory/graph/GraphRows";
import {
  FILE_TABLES,
  FILE_VERSION,
  type FileTable,
  type Manifest,
  type MemoryFile,
  manifestSchema,
  ROW_SCHEMAS,
} from "./memoryFile";
import { readZip } from "./readZip";
import { UnreadableMemoryFile } from "./UnreadableMemoryFile";
import { entryName, MANIFEST_NAME } from "./writeMemoryFile";

const NEWLINE = 10;

/**
 * Reads a memory file whole and believes nothing of it: sizes, names, hashes, counts, each line and all that the lines say of each
 * other are checked, known fields copied. Throws UnreadableMemoryFile with a sentence for people where anything is not as it was written.
 */
export function readMemoryFile(bytes: Uint8Array): MemoryFile {
  const entries = readZip(bytes, [MANIFEST_NAME, ...FILE_TABLES.map(entryName)]);
  const partOf = (name: string) => entries.get(name) ?? new Uint8Array();
  const manifest = readManifest(partOf(MANIFEST_NAME));
  const file = Object.fromEntries(
    FILE_TABLES.map((table) => [table, readTable(table, partOf(entryName(table)), manifest)]),
  ) as unknown as MemoryFile;
  const [broken] = checkInvariants(toGraphRows(file));
  if (broken !== undefined) throw UnreadableMemoryFile.damaged(`it does not fit together. ${broken}`);
  return file;
}

function readManifest(bytes: Uint8Array): Manifest {
  const value = parse(bytes, "its first page cannot be read");
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format === "cairn" && typeof version === "number" && version > FILE_VERSION) {
    throw new UnreadableMemoryFile("This memory file was made by a newer Cairn. Update Cairn to read it.");
  }
  const manifest = manifestSchema.safeParse(value);
  if (!manifest.success)
    throw UnreadableMemoryFile.damaged("its first page does not say what is in it", manifest.error);
  return manifest.data;
}

function readTable(table: FileTable, bytes: Uint8Array, manifest: Manifest): unknown[] {
  if (bytesToHex(sha256(bytes)) !== manifest.hashes[table])
    throw UnreadableMemoryFile.damaged(`its ${table} are not as they were written`);
  const rows: { id: string }[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    const where = `line ${rows.length + 1} of its ${table} cannot be read`;
    if (end < 0) throw UnreadableMemoryFile.damaged(where);
    const row = ROW_SCHEMAS[table].safeParse(parse(bytes.subarray(start, end), where));
    if (!row.success) throw UnreadableMemoryFile.damaged(where, row.error);
    rows.push(row.data);
    start = end + 1;
  }
  if (rows.length !== manifest.counts[table])
    throw UnreadableMemoryFile.damaged(`it does not hold as many ${table} as it says`);
  if (new Set(rows.map((row) => row.id)).size !== rows.length)
    throw UnreadableMemoryFile.damaged(`it holds one of its ${table} twice`);
  return rows;
}

function parse(bytes: Uint8Array, failure: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw UnreadableMemoryFile.damaged(failure, error);
  }
}
