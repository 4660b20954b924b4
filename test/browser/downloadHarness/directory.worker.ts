import "../../../src/trustedTypes";
import { originRoot } from "../../../src/engines/models/modelFolder";
import { serveWorker } from "../../../src/workers/serveWorker";
import { directoryContract } from "../../contracts/directory";

/** What directory.worker serves: the contract of the file system, where sync access is. */
export interface DirectoryWorkerApi {
  run(title: string): Promise<void>;
}

const api: DirectoryWorkerApi = {
  async run(title) {
    const root = await originRoot();
    const folder = await root.getDirectoryHandle(`contract-${crypto.randomUUID()}`, { create: true });
    const fact = directoryContract.find((each) => each.title === title);
    if (!fact) throw new Error(`no such case: ${title}`);
    await fact.run({ folder, sync: true });
    await root.removeEntry(folder.name, { recursive: true });
  },
};

serveWorker(api);
