import { toWriteError } from "./modelErrors";
import { openSync } from "./modelFolder";

/** A file that grows at its end. */
export interface Sink {
  /** Bytes that are there. */
  readonly size: number;
  /** Rejects with NoRoom where the device is full. */
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file to write on after what it holds: by sync access where this thread has it. */
export async function openSink(file: FileSystemFileHandle): Promise<Sink> {
  const sink = (await openSyncSink(file)) ?? (await openStreamSink(file));
  return {
    get size() {
      return sink.size;
    },
    async append(bytes) {
      try {
        await sink.append(bytes);
      } catch (error) {
        throw toWriteError(error);
      }
    },
    empty: () => sink.empty(),
    async close() {
      try {
        await sink.close();
      } catch (error) {
        throw toWriteError(error);
      }
    },
  };
}

/** What was appended is there even where the thread is ended a moment later. */
async function openSyncSink(file: FileSystemFileHandle): Promise<Sink | null> {
  const access = await openSync(file);
  if (!access) return null;
  let size = access.getSize();
  return {
    get size() {
      return size;
    },
    async append(bytes) {
      const written = access.write(bytes, { at: size });
      if (written !== bytes.length) throw new DOMException("The device is full.", "QuotaExceededError");
      size += written;
    },
    async empty() {
      access.truncate(0);
      size = 0;
    },
    async close() {
      access.flush();
      access.close();
    },
  };
}

/** For threads without sync access: what was appended is there once it is closed. */
async function openStreamSink(file: FileSystemFileHandle): Promise<Sink> {
  let { size } = await file.getFile();
  const stream = await file.createWritable({ keepExistingData: true });
  return {
    get size() {
      return size;
    },
    async append(bytes) {
      await stream.write({ type: "write", position: size, data: bytes });
      size += bytes.length;
    },
    async empty() {
      await stream.truncate(0);
      size = 0;
    },
    close: () => stream.close(),
  };
}
