/** What import.worker serves to memory.worker: one file, read into passages batch by batch. */
import type { ParsedPassage } from "../formats/format";

export interface FileHeader {
  title: string;
  mediaType: string;
  size: number;
  /** SHA-256 of the bytes, hex. */
  contentHash: string;
  /** Passages in all. */
  passages: number;
}

export interface FileReaderApi {
  /** Reads and recognises the file. Rejects with a sentence where it cannot be read. */
  open(): Promise<FileHeader>;
  /** The next passages, in order; null at the end. */
  next(): Promise<ParsedPassage[] | null>;
}
