import { type SuperviseOptions, superviseWorker } from "../../workers/superviseWorker";
import type { DownloadApi } from "./protocol";

export interface DownloadClientOptions extends Pick<SuperviseOptions<DownloadApi>, "create" | "locks" | "timing"> {
  /** How long the worker stays when nothing is to be done, ms. */
  idle?: number;
}

const IDLE = 10_000;
/** How often a download goes on after its worker died under it. */
const LIVES = 3;

/** The page's side of download.worker: started by the first download, ended when there is none. */
export function createDownloadClient({ idle = IDLE, ...worker }: DownloadClientOptions): DownloadApi {
  const supervised = superviseWorker<DownloadApi>({ name: "download", ...worker });
  let underWay = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  return {
    async install(model, onProgress, signal) {
      clearTimeout(timer);
      underWay++;
      try {
        for (let life = 1; ; life++) {
          try {
            return await supervised.api.install(model, onProgress, signal);
          } catch (error) {
            const isLost = error instanceof Error && error.name === "WorkerLost";
            if (!isLost || signal?.aborted || life === LIVES) throw error;
          }
        }
      } finally {
        underWay--;
        if (underWay === 0) timer = setTimeout(() => supervised.terminate(), idle);
      }
    },
  };
}
