/** What download.worker serves to the page. It is the only thread that may reach the model hub, and is handed no word of the user's. */
import type { LanguageModelInfo } from "../models/languageModelInfo";

export interface DownloadProgress {
  /** Bytes that are on the device, of all files. */
  done: number;
  /** An estimate until every file has said how large it is. */
  total: number;
  bytesPerSecond: number;
  /** Seconds until the next try where everything waits, e.g. because the hub asked for it; else null. */
  waitingSeconds: number | null;
}

export interface DownloadApi {
  /**
   * Brings all files of the model onto this device, goes on with what an earlier call began, and verifies each; resolves
   * with the model as it is here. One that is here already is verified, and what is damaged comes again. Aborting the signal pauses: what came is kept. Rejects with NoRoom, WrongBytes or
   * HubUnreachable and a sentence.
   */
  install(
    model: LanguageModelInfo,
    onProgress: (progress: DownloadProgress) => void,
    signal?: AbortSignal,
  ): Promise<LanguageModelInfo>;
}
