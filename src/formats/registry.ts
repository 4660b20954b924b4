import { decodeText } from "./decodeText";
import type { Format } from "./format";
import { html } from "./html";
import { markdown } from "./markdown";
import { text } from "./text";

/** The formats that Cairn reads. The first that recognises a file reads it: those that any text would fit stand last. */
export const FORMATS: readonly Format[] = [html, markdown, text];

/** Bytes that are looked at to tell that a file is text. */
const HEAD = 65_536;

/** The format of these bytes, told by their content. Throws UnreadableFile, with the reason, where it is none of ours. */
export function recogniseFormat(bytes: Uint8Array, name: string): Format {
  // For its refusals; a cut at the end of the head is one broken character, which is no reason.
  decodeText(bytes.subarray(0, HEAD));
  return FORMATS.find((format) => format.recognise(bytes, name)) ?? text;
}
