import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { CACHE } from "./paths";
import { writeAtomically } from "./writeAtomically";

/** What was true of a file when it was last hashed. */
export interface FileRecord {
  bytes: number;
  modified: number;
  sha256: string;
}

/** Records by the path they are about, kept in .cache/ so that large files are not hashed at each start. */
const RECORDS = join(CACHE, "files.json");

/** SHA-256 of a file as hex. A file whose size and time are those of its record is not read again. Null where there is none. */
export async function hashFile(path: string): Promise<FileRecord | null> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  const known = readRecords()[path];
  if (known && known.bytes === stat.size && known.modified === stat.mtimeMs) return known;
  const record = { bytes: stat.size, modified: stat.mtimeMs, sha256: await sha256Of(path) };
  const others = Object.entries(readRecords()).filter(([other]) => existsSync(other));
  writeAtomically(RECORDS, JSON.stringify({ ...Object.fromEntries(others), [path]: record }, null, 2));
  return record;
}

/** SHA-256 of a file as hex, read whole and recorded nowhere. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

function readRecords(): Record<string, FileRecord> {
  try {
    return JSON.parse(readFileSync(RECORDS, "utf8")) as Record<string, FileRecord>;
  } catch {
    // Absent or damaged: everything is hashed again.
    return {};
  }
}
