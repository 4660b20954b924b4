/** A file format: recognised by its content, read into passages. Pure: bytes in, passages out. */

/** One to three sentences of a document, or one turn of a chat. */
export interface ParsedPassage {
  text: string;
  /** Heading or page it stands under; "" for none. */
  section: string;
  speaker: string | null;
  saidAt: number | null;
}

export interface ParsedFile {
  title: string;
  mediaType: string;
  passages: ParsedPassage[];
}

export interface Format {
  /** What people call it, e.g. "Markdown". */
  name: string;
  /** Whether these bytes are of this format. The name only helps where the content allows several. */
  recognise(bytes: Uint8Array, name: string): boolean;
  /** Throws UnreadableFile with a sentence for people. */
  read(bytes: Uint8Array, name: string): ParsedFile;
}

/** Why a file cannot be read, as a sentence for people. */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
}
