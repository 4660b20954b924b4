import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { strToU8, type Zippable, zipSync } from "fflate";
import type { GraphRows } from "../memory/graph/GraphRows";
import { exportRows } from "./exportRows";
import { FILE_TABLES, FILE_VERSION, type FileTable, type Manifest, type MemoryFile, ROW_SCHEMAS } from "./memoryFile";

/** The name of a table's entry in the zip. */
export const entryName = (table: FileTable) => `${table}.jsonl`;
export const MANIFEST_NAME = "manifest.json";

/**
 * A memory as one file: a zip of manifest.json and JSON lines a table. The bytes depend on the rows alone, so that the same memory
 * gives the same file; when it was made belongs into its name. Throws a ZodError where a row is not what the model says.
 */
export function writeMemoryFile(rows: GraphRows): Uint8Array<ArrayBuffer> {
  return packMemoryFile(exportRows(rows));
}

/** Packs what is to be in a file, as it is. */
export function packMemoryFile(file: MemoryFile): Uint8Array<ArrayBuffer> {
  const tables = FILE_TABLES.map((table) => ({ table, bytes: toLines(table, file) }));
  const perTable = <V>(value: (each: (typeof tables)[number]) => V) =>
    Object.fromEntries(tables.map((each) => [each.table, value(each)])) as Record<FileTable, V>;
  const manifest: Manifest = {
    format: "cairn",
    version: FILE_VERSION,
    counts: perTable(({ table }) => file[table].length),
    hashes: perTable(({ bytes }) => bytesToHex(sha256(bytes))),
  };
  const entries: Zippable = { [MANIFEST_NAME]: strToU8(`${JSON.stringify(manifest, null, 2)}\n`) };
  for (const { table, bytes } of tables) entries[entryName(table)] = bytes;
  // A zip cannot do without a time, and it is a local one: the first there is, everywhere.
  return zipSync(entries, { level: 6, mtime: new Date(1980, 0, 1) });
}

function toLines(table: FileTable, file: MemoryFile): Uint8Array {
  const lines = file[table].map((row) => `${JSON.stringify(ROW_SCHEMAS[table].parse(row))}\n`);
  return strToU8(lines.join(""));
}
