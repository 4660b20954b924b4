import { ModelCorrupt } from "../llm/engineErrors";
import { readAbout, removeAbout } from "./aboutFile";
import type { LanguageModelInfo } from "./languageModelInfo";
import { checkedId, findFile, findFolder, openModels, originRoot, removeIfThere, sizeOf } from "./modelFolder";
import { holdModel, type ModelLocks, removeLeftovers } from "./modelLocks";

/** The language models on this device (modelFolder.ts). Of the page, and of any worker. */
export interface ModelStore {
  /** Models that are whole (model.json is there), by name. */
  list(): Promise<LanguageModelInfo[]>;
  get(id: string): Promise<LanguageModelInfo | null>;
  /**
   * The files of a whole model as Blobs backed by disk, in the order of info.files. Rejects with ModelCorrupt where one is
   * missing or has another size.
   */
  files(id: string): Promise<{ path: string; file: File }[]>;
  /** Bytes on disk of each model folder, whole or in parts. What is left of a copying that was cut off goes before. */
  sizes(): Promise<{ id: string; bytes: number; whole: boolean }[]>;
  /** Rejects with ModelBusy where it is being downloaded. */
  remove(id: string): Promise<void>;
}

/** How long a download that was just stopped is waited for before a model is removed, ms. */
const PATIENCE = 3000;

/** The store in the origin's private file system, or below `root`. */
export function createModelStore(root?: FileSystemDirectoryHandle, locks?: ModelLocks): ModelStore {
  const open = async () => root ?? (await originRoot());

  async function folders(): Promise<FileSystemDirectoryHandle[]> {
    const found: FileSystemDirectoryHandle[] = [];
    for await (const entry of (await openModels(await open())).values()) {
      if (entry.kind === "directory") found.push(entry);
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function get(id: string): Promise<LanguageModelInfo | null> {
    const folder = await findFolder(await open(), id);
    return folder && readAbout(folder);
  }

  return {
    get,

    async list() {
      const all = await Promise.all((await folders()).map(readAbout));
      return all.filter((about) => about !== null).sort((a, b) => a.name.localeCompare(b.name, "en"));
    },

    async files(id) {
      const folder = await findFolder(await open(), id);
      const about = folder && (await readAbout(folder));
      if (!about) throw new ModelCorrupt("This language model is not on this device, or not all of it.");
      return Promise.all(
        about.files.map(async ({ path, bytes }) => {
          const file = await findFile(folder, path);
          if (!file) throw new ModelCorrupt(`A file of ${about.name} is missing on this device: ${path}.`);
          if (file.size !== bytes) {
            throw new ModelCorrupt(`A file of ${about.name} has ${file.size} bytes instead of ${bytes}: ${path}.`);
          }
          return { path, file };
        }),
      );
    },

    async sizes() {
      await removeLeftovers(await open(), locks);
      return Promise.all(
        (await folders()).map(async (folder) => ({
          id: folder.name,
          bytes: await sizeOf(folder),
          whole: (await readAbout(folder)) !== null,
        })),
      );
    },

    async remove(id) {
      checkedId(id);
      const remove = async () => {
        const folder = await findFolder(await open(), id);
        if (!folder) return;
        // First, so that what is left by an end in the middle is no model.
        await removeAbout(folder);
        await removeIfThere(await openModels(await open()), id);
      };
      await holdModel(id, remove, { patience: PATIENCE, locks });
    },
  };
}
