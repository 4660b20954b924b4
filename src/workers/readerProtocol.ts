/** What import.worker serves to memory.worker: one file, read into passages batch by batch. */
import type { ParsedPassage } from "../formats/format";
import type { MemoryFile } from "../storage/memoryFile";

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
  /** Reads and recognises the file. Rejects with UnreadableFile, a sentence for people, where it cannot be read. */
  open(): Promise<FileHeader>;
  /** The next passages, in order; null at the end. */
  next(): Promise<ParsedPassage[] | null>;
}

export interface MemoryFileReaderApi {
  /** Reads and checks a memory file whole. Rejects with a sentence for people where it is damaged. */
  read(): Promise<MemoryFile>;
}

/** What import.worker serves to the page. A worker reads one file, and is ended when that is done. */
export interface ImportWorkerApi {
  /** Serves FileReaderApi for this file at the port, whose other end goes to memory.worker. */
  readFile(file: File, port: MessagePort): Promise<void>;
  /** Serves MemoryFileReaderApi for this file at the port, whose other end goes to memory.worker. */
  readMemoryFile(file: File, port: MessagePort): Promise<void>;
}
