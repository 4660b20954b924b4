import { inspectGguf } from "./inspectGguf";
import { inspectMlc } from "./inspectMlc";
import type { LanguageModelInfo } from "./languageModelInfo";
import { CONFIG } from "./mlcFiles";
import { UnusableModel } from "./modelErrors";

/** A model among files from the user's disk, before it has a name of its own here. */
export interface FoundModel {
  model: Omit<LanguageModelInfo, "id" | "from" | "files">;
  /** What is to be copied, and where it belongs in the model's folder. */
  files: readonly { path: string; file: File }[];
}

/** Finds the model among files from the user's disk: a GGUF, all parts of a split one, or the folder of a compiled one. Throws UnusableModel. */
export async function inspectFiles(files: readonly File[]): Promise<FoundModel> {
  try {
    if (files.some(({ name }) => name === CONFIG)) return await inspectMlc(files);
    const ggufs = files.filter(({ name }) => /\.gguf$/i.test(name));
    if (ggufs.length > 0) return await inspectGguf(ggufs);
    // By its content: a file may have lost its name on the way.
    const [only] = files;
    if (only && files.length === 1) return await inspectGguf([only]);
  } catch (error) {
    // What a browser says of a file that is gone, or that it may not read.
    if (error instanceof DOMException && ["NotReadableError", "NotFoundError"].includes(error.name)) {
      throw new UnusableModel("A file could not be read. It may have been moved or changed since it was chosen.");
    }
    throw error;
  }
  throw new UnusableModel(
    `There is no model among these files. Choose a .gguf file, or the whole folder of a model for WebGPU, with its ${CONFIG}.`,
  );
}
