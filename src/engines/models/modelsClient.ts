import { type SuperviseOptions, superviseWorker } from "../../workers/superviseWorker";
import type { ModelsApi } from "./protocol";

/** The page's side of models.worker: a worker for each piece of work, ended with it. */
export function createModelsClient(
  worker: Pick<SuperviseOptions<ModelsApi>, "create" | "locks" | "timing">,
): Pick<ModelsApi, "inspect" | "add"> {
  async function once<T>(work: (api: ModelsApi) => Promise<T>): Promise<T> {
    const supervised = superviseWorker<ModelsApi>({ name: "models", ...worker });
    try {
      return await work(supervised.api);
    } finally {
      supervised.terminate();
    }
  }
  return {
    inspect: (files) => once((api) => api.inspect(files)),
    add: (files, onProgress, signal) => once((api) => api.add(files, onProgress, signal)),
  };
}
