import "../trustedTypes";
import { readMemoryFile } from "../storage/readMemoryFile";
import { bytesOf, createFileReader } from "./createFileReader";
import type { ImportWorkerApi, MemoryFileReaderApi } from "./readerProtocol";
import { expose } from "./rpc";
import { serveWorker } from "./serveWorker";

const api: ImportWorkerApi = {
  async readFile(file, port) {
    expose(createFileReader(file), port);
  },
  async readMemoryFile(file, port) {
    const reader: MemoryFileReaderApi = { read: async () => readMemoryFile(await bytesOf(file)) };
    expose(reader, port);
  },
};

serveWorker(api);
