/** The origin's private file system in memory, as far as Cairn uses it. test/contracts/directory.ts holds it to the real one. */

export interface FakeDirectoryOptions {
  /** Without sync access, as on a page. */
  page?: boolean;
  /** Bytes that all files together may have. */
  quota?: number;
}

/** A new, empty file system. */
export function createFakeDirectory(options: FakeDirectoryOptions = {}): FakeDirectory {
  return new FakeDirectory("", { page: false, quota: Number.POSITIVE_INFINITY, ...options, used: 0, held: new Set() });
}

interface Disk {
  page: boolean;
  quota: number;
  used: number;
  /** Files that somebody has open, to be let go of by `crash`. */
  held: Set<FakeContent>;
}

/** What a file handle leads to. */
interface FakeContent {
  bytes: Uint8Array<ArrayBuffer>;
  holder: "none" | "sync" | "stream";
}

const named = (name: string, message: string) => new DOMException(message, name);
const missing = (name: string) => named("NotFoundError", `${name} is not there.`);
const held = (name: string) => named("NoModificationAllowedError", `${name} is open.`);

function checkName(name: string): void {
  if (name === "" || name === "." || name === ".." || /[/\\]/.test(name)) throw new TypeError("Name is not allowed.");
}

export class FakeDirectory {
  readonly kind = "directory";
  readonly entriesByName = new Map<string, FakeDirectory | FakeFile>();

  constructor(
    readonly name: string,
    readonly disk: Disk,
  ) {}

  /** For what takes the real one. */
  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  /** Whoever had a file open is gone, as when a thread ends. What was written by sync access stays. */
  crash(): void {
    for (const content of this.disk.held) content.holder = "none";
    this.disk.held.clear();
  }

  /** The paths of all files below, with their sizes. */
  tree(prefix = ""): Record<string, number> {
    const found: Record<string, number> = {};
    for (const [name, entry] of [...this.entriesByName].sort()) {
      if (entry instanceof FakeDirectory) Object.assign(found, entry.tree(`${prefix}${name}/`));
      else found[prefix + name] = entry.content.bytes.length;
    }
    return found;
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeDirectory> {
    checkName(name);
    const found = this.entriesByName.get(name);
    if (found instanceof FakeFile) throw named("TypeMismatchError", `${name} is a file.`);
    if (found) return found;
    if (!create) throw missing(name);
    const made = new FakeDirectory(name, this.disk);
    this.entriesByName.set(name, made);
    return made;
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FakeFile> {
    checkName(name);
    const found = this.entriesByName.get(name);
    if (found instanceof FakeDirectory) throw named("TypeMismatchError", `${name} is a directory.`);
    if (!found && !create) throw missing(name);
    const content = found?.content ?? { bytes: new Uint8Array(0), holder: "none" };
    const handle = new FakeFile(name, this, content);
    this.entriesByName.set(name, handle);
    return handle;
  }

  async removeEntry(name: string, { recursive = false } = {}): Promise<void> {
    checkName(name);
    const found = this.entriesByName.get(name);
    if (!found) throw missing(name);
    if (found instanceof FakeDirectory && found.entriesByName.size > 0 && !recursive) {
      throw named("InvalidModificationError", `${name} is not empty.`);
    }
    checkFree(found);
    this.disk.used -= sizeOf(found);
    this.entriesByName.delete(name);
  }

  async *keys(): AsyncGenerator<string> {
    yield* [...this.entriesByName.keys()];
  }

  async *values(): AsyncGenerator<FakeDirectory | FakeFile> {
    yield* [...this.entriesByName.values()];
  }

  async *entries(): AsyncGenerator<[string, FakeDirectory | FakeFile]> {
    yield* [...this.entriesByName.entries()];
  }
}

class FakeFile {
  readonly kind = "file";

  constructor(
    public name: string,
    public folder: FakeDirectory,
    readonly content: FakeContent,
  ) {
    if (!folder.disk.page) Object.assign(this, { createSyncAccessHandle: () => this.#openSync() });
  }

  async getFile(): Promise<File> {
    return new File([this.content.bytes], this.name);
  }

  async move(folder: FakeDirectory, name: string): Promise<void> {
    checkName(name);
    if (this.folder.entriesByName.get(this.name)?.kind !== "file") throw missing(this.name);
    if (this.content.holder !== "none") throw held(this.name);
    const other = folder.entriesByName.get(name);
    if (other) {
      checkFree(other);
      folder.disk.used -= sizeOf(other);
    }
    this.folder.entriesByName.delete(this.name);
    this.name = name;
    this.folder = folder;
    folder.entriesByName.set(name, this);
  }

  async createWritable({ keepExistingData = false } = {}) {
    this.#hold("stream");
    let next = keepExistingData ? this.content.bytes.slice() : new Uint8Array(0);
    let at = 0;
    return {
      write: async (data: string | Uint8Array | { type: "write"; position: number; data: Uint8Array }) => {
        const what = typeof data === "string" ? new TextEncoder().encode(data) : data;
        const bytes = "position" in what ? what.data : what;
        if ("position" in what) at = what.position;
        this.#checkRoom(Math.max(next.length, at + bytes.length) - this.content.bytes.length);
        next = written(next, bytes, at);
        at += bytes.length;
      },
      truncate: async (size: number) => {
        next = resized(next, size);
        at = Math.min(at, size);
      },
      close: async () => {
        this.#replace(next);
        this.#release();
      },
      abort: async () => this.#release(),
    };
  }

  async #openSync() {
    this.#hold("sync");
    return {
      getSize: () => this.content.bytes.length,
      write: (bytes: Uint8Array, { at }: { at: number }) => {
        this.#checkRoom(Math.max(0, at + bytes.length - this.content.bytes.length));
        this.#replace(written(this.content.bytes, bytes, at));
        return bytes.length;
      },
      truncate: (size: number) => this.#replace(resized(this.content.bytes, size)),
      flush: () => undefined,
      close: () => this.#release(),
    };
  }

  #hold(holder: "sync" | "stream"): void {
    if (this.content.holder !== "none") throw held(this.name);
    this.content.holder = holder;
    this.folder.disk.held.add(this.content);
  }

  #release(): void {
    this.content.holder = "none";
    this.folder.disk.held.delete(this.content);
  }

  #checkRoom(more: number): void {
    const { used, quota } = this.folder.disk;
    if (used + more > quota) throw named("QuotaExceededError", "The device is full.");
  }

  #replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.folder.disk.used += bytes.length - this.content.bytes.length;
    this.content.bytes = bytes;
  }
}

function checkFree(entry: FakeDirectory | FakeFile): void {
  if (entry instanceof FakeDirectory) for (const inner of entry.entriesByName.values()) checkFree(inner);
  else if (entry.content.holder !== "none") throw held(entry.name);
}

function sizeOf(entry: FakeDirectory | FakeFile): number {
  if (entry instanceof FakeFile) return entry.content.bytes.length;
  return [...entry.entriesByName.values()].reduce((sum, inner) => sum + sizeOf(inner), 0);
}

function written(before: Uint8Array<ArrayBuffer>, bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const next = resized(before, Math.max(before.length, at + bytes.length));
  next.set(bytes, at);
  return next;
}

function resized(before: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(size);
  next.set(before.subarray(0, size));
  return next;
}
