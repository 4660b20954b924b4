import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

const packBrotli = promisify(brotliCompress);
const packGzip = promisify(gzip);
const kept = new Map<string, Promise<Buffer>>();

/** The better encoding that a client's Accept-Encoding allows, or null. */
export function chooseEncoding(accepted: string | undefined): Encoding | null {
  const offers = (accepted ?? "").split(",").flatMap((offer) => {
    const [name = "", quality] = offer.trim().split(/\s*;\s*q=/);
    return Number(quality ?? 1) > 0 ? [name.toLowerCase()] : [];
  });
  return offers.includes("br") ? "br" : offers.includes("gzip") ? "gzip" : null;
}

/** A file's content in that encoding; kept in memory under `version` (a string that changes with the content). */
export function compressed(path: string, encoding: Encoding, version: string): Promise<Buffer> {
  const key = `${encoding} ${version} ${path}`;
  let packed = kept.get(key);
  if (!packed) {
    packed = pack(path, encoding);
    packed.catch(() => kept.delete(key));
    kept.set(key, packed);
  }
  return packed;
}

async function pack(path: string, encoding: Encoding): Promise<Buffer> {
  const content = await readFile(path);
  // Quality 5: near gzip's speed, well under its size.
  return encoding === "br"
    ? packBrotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
    : packGzip(content);
}
