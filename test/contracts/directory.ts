import { type ContractCase, check } from "./contractCase";

/** An empty folder of the origin's private file system, and whether this thread may have sync access. */
export interface DirectorySubject {
  folder: FileSystemDirectoryHandle;
  sync: boolean;
}

interface Access {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

type AnyFile = FileSystemFileHandle & {
  createSyncAccessHandle?(): Promise<Access>;
  move(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
};

const text = async (file: FileSystemFileHandle) => (await file.getFile()).text();
const bytes = (content: string) => new TextEncoder().encode(content);

async function make(folder: FileSystemDirectoryHandle, name: string, content = name): Promise<AnyFile> {
  const file = (await folder.getFileHandle(name, { create: true })) as AnyFile;
  const stream = await file.createWritable();
  await stream.write(content);
  await stream.close();
  return file;
}

async function nameOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: Error) => error.name,
  );
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string> {
  const names: string[] = [];
  for await (const [name, { kind }] of folder.entries()) names.push(`${name} ${kind}`);
  return names.sort().join(", ");
}

/** What the store of models takes for granted of the file system, of the real one and of the fake. */
export const directoryContract: readonly ContractCase<DirectorySubject>[] = [
  {
    title: "makes what is asked for, and says by its name why it finds nothing",
    async run({ folder }) {
      check((await nameOf(folder.getFileHandle("a"))) === "NotFoundError", "no file");
      check((await nameOf(folder.getDirectoryHandle("a"))) === "NotFoundError", "no folder");
      check((await nameOf(folder.removeEntry("a"))) === "NotFoundError", "nothing to remove");
      await make(folder, "a");
      await folder.getDirectoryHandle("b", { create: true });
      check((await nameOf(folder.getDirectoryHandle("a"))) === "TypeMismatchError", "a file is no folder");
      check((await nameOf(folder.getFileHandle("b"))) === "TypeMismatchError", "a folder is no file");
      check((await namesIn(folder)) === "a file, b directory", "lists both", await namesIn(folder));
      for (const name of ["", ".", "..", "c/d"]) {
        check((await nameOf(folder.getFileHandle(name, { create: true }))) === "TypeError", "refuses a name", name);
      }
    },
  },
  {
    title: "removes a folder with what is in it only where that is asked for",
    async run({ folder }) {
      await make(await folder.getDirectoryHandle("a", { create: true }), "b");
      check((await nameOf(folder.removeEntry("a"))) === "InvalidModificationError", "not empty");
      await folder.removeEntry("a", { recursive: true });
      check((await namesIn(folder)) === "", "is empty");
    },
  },
  {
    title: "shows what a stream wrote once that is closed, and not before",
    async run({ folder }) {
      const file = await make(folder, "a", "before");
      const stream = await file.createWritable({ keepExistingData: true });
      await stream.write({ type: "write", position: 6, data: bytes(" and after") });
      check((await text(file)) === "before", "still as it was");
      await stream.close();
      check((await text(file)) === "before and after", "as it is now", await text(file));
      const again = await file.createWritable();
      await again.write(bytes("new"));
      await again.close();
      check((await text(file)) === "new", "starts empty unless told", await text(file));
    },
  },
  {
    title: "moves a file into another folder and in the place of another file",
    async run({ folder }) {
      const other = await folder.getDirectoryHandle("other", { create: true });
      const file = await make(folder, "a.part", "whole");
      await make(other, "a", "old");
      await file.move(other, "a");
      check((await namesIn(folder)) === "other directory", "is gone here", await namesIn(folder));
      check((await text(await other.getFileHandle("a"))) === "whole", "is there");
      const back = (await other.getFileHandle("a")) as AnyFile;
      await back.move(other, "b");
      check((await namesIn(other)) === "b file", "has another name", await namesIn(other));
    },
  },
  {
    title: "gives sync access to one at a time, and shows what it wrote at once",
    async run({ folder, sync }) {
      const file = (await folder.getFileHandle("a", { create: true })) as AnyFile;
      check((typeof file.createSyncAccessHandle === "function") === sync, "where there is one");
      const access = await file.createSyncAccessHandle?.();
      if (!access) return;
      check(access.write(bytes("one two"), { at: 0 }) === 7, "writes all");
      check((await file.getFile()).size === 7, "can be looked at meanwhile", (await file.getFile()).size);
      check((await nameOf(file.createSyncAccessHandle?.() ?? Promise.resolve())) === HELD, "is held");
      check((await nameOf(file.createWritable())) === HELD, "is held against streams");
      check((await nameOf(file.move(folder, "b"))) === HELD, "is not moved");
      check((await nameOf(folder.removeEntry("a"))) === HELD, "is not removed");
      access.truncate(4);
      access.write(bytes("2"), { at: access.getSize() });
      access.flush();
      access.close();
      check((await text(file)) === "one 2", "is what was written", await text(file));
      await folder.removeEntry("a");
    },
  },
];

const HELD = "NoModificationAllowedError";
