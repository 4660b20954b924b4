import { UnreadableFile } from "./format";

/** What some files begin with that are no text. */
const KNOWN: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["a PNG picture", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG picture", [0xff, 0xd8, 0xff]],
  ["a GIF picture", [0x47, 0x49, 0x46, 0x38]],
  ["a PDF", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["a zip archive, or a document that is one inside", [0x50, 0x4b, 0x03, 0x04]],
  ["a gzip archive", [0x1f, 0x8b]],
  ["an old Office document", [0xd0, 0xcf, 0x11, 0xe0]],
  ["a sound file", [0x49, 0x44, 0x33]],
  ["a sound or video file", [0x4f, 0x67, 0x67, 0x53]],
  ["a program", [0x7f, 0x45, 0x4c, 0x46]],
  ["a program", [0x4d, 0x5a, 0x90, 0x00]],
  ["a database", [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
];

/** Text holds hardly any control characters; this share of them is more than dirt. */
const MOST_CONTROLS = 0.005;
/** What windows-1252 has from 0x80 to 0x9F. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

/** Western text is mostly ASCII; more high bytes than this are letters of another script. */
const MOST_HIGH_BYTES = 0.3;

/**
 * The text of a file: UTF-8 or UTF-16 by its mark, else UTF-8, else the encoding that it declares itself, else
 * windows-1252. The text is well-formed. Throws UnreadableFile where the bytes are no text.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  if (bytes.length === 0) throw new UnreadableFile("This file is empty.");
  const known = KNOWN.find(([, magic]) => magic.every((byte, at) => bytes[at] === byte));
  if (known) throw new UnreadableFile(`This file is not text: it is ${known[0]}.`);
  const text = decode(bytes, declared).toWellFormed();
  if (text.includes("\0")) throw new UnreadableFile("This file is not text: it holds zero bytes.");
  const controls = text.match(/(?!\s)\p{Cc}/gu)?.length ?? 0;
  if (controls > text.length * MOST_CONTROLS) {
    throw new UnreadableFile("This file is not text: it holds control characters.");
  }
  if (text.trim() === "") throw new UnreadableFile("There are no words in this file.");
  return text;
}

function decode(bytes: Uint8Array, declared: string | undefined): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const lenient = new TextDecoder("utf-8").decode(bytes);
  const broken = lenient.match(/\uFFFD/g)?.length ?? 0;
  if (broken === 0) return lenient;
  // A few broken places in what is plainly UTF-8: a file that was cut, or halves of a surrogate pair.
  const letters = lenient.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  if (letters > 3 * broken) return lenient;
  const named = decoderOf(declared);
  if (named) return named.decode(bytes);
  const high = bytes.reduce((count, byte) => count + Number(byte >= 0x80), 0);
  if (high > bytes.length * MOST_HIGH_BYTES) {
    throw new UnreadableFile("Cairn cannot tell how this file is encoded. Save it as UTF-8 and add it again.");
  }
  const latin = new TextDecoder("latin1").decode(bytes);
  // By the web's rules "latin1" is windows-1252; some runtimes leave these as control characters.
  return latin.replace(/[\u0080-\u009F]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control);
}

function decoderOf(label: string | undefined): TextDecoder | null {
  if (label === undefined) return null;
  try {
    return new TextDecoder(label);
  } catch {
    // A page may name any encoding; one that nobody knows says nothing.
    return null;
  }
}
