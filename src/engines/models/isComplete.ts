/**
 * Whether a file of a model that names no size of its own elsewhere is all there: JSON has to be readable, a library has
 * to hold its sections whole. Finds pages that a network sends in the place of a file, and files that are cut short.
 */
export async function isComplete(path: string, content: Blob): Promise<boolean> {
  if (path.endsWith(".json")) return isJson(await content.text());
  if (path.endsWith(".wasm")) return isWasm(new Uint8Array(await content.arrayBuffer()));
  return true;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Walks over the sections of a module (WebAssembly core specification, 5.5.2): an id, a length, so many bytes. */
function isWasm(bytes: Uint8Array): boolean {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return false;
  let at = MAGIC.length;
  while (at < bytes.length) {
    let length = 0;
    let shift = 0;
    let byte: number | undefined;
    do {
      byte = bytes[++at];
      if (byte === undefined || shift > 28) return false;
      length += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte >= 0x80);
    at += 1 + length;
  }
  return at === bytes.length;
}
