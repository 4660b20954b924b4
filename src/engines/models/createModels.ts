import { type AddOptions, addModel } from "./addModel";
import { inspectFiles } from "./inspectFiles";
import { UnusableModel } from "./modelErrors";
import { originRoot } from "./modelFolder";
import { createModelStore } from "./modelStore";
import type { ModelsApi } from "./protocol";

/** What models.worker does: see ModelsApi. */
export function createModels(options: Partial<AddOptions> = {}): ModelsApi {
  const store = async () => createModelStore(await (options.root ?? originRoot)(), options.locks);
  return {
    async inspect(files) {
      try {
        const { model } = await inspectFiles(files);
        // The id and the hashes are those of the content, which nobody has read yet.
        return { ok: true, model: { ...model, id: "disk", from: "disk", files: [] } };
      } catch (error) {
        if (error instanceof UnusableModel) return { ok: false, reason: error.message };
        throw error;
      }
    },
    add: (files, onProgress, signal) => addModel(files, onProgress, signal, options),
    list: async () => (await store()).list(),
    sizes: async () => (await store()).sizes(),
    remove: async (id) => (await store()).remove(id),
  };
}
