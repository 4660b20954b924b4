/** The page of test/browser/readers.test.ts: import.worker and reflection.worker as the app makes them. */
import "../../../src/trustedTypes";
import type { ParsedPassage } from "../../../src/formats/format";
import type { PassPlan, ReflectSnapshot } from "../../../src/memory/reflect/plan";
import type { FileHeader, FileReaderApi, ImportWorkerApi } from "../../../src/workers/readerProtocol";
import type { ReflectionApi, ReflectionWorkerApi } from "../../../src/workers/reflectionProtocol";
import { wrapPort } from "../../../src/workers/rpc";
import { superviseWorker } from "../../../src/workers/superviseWorker";

const createImportWorker = (name: string) =>
  new Worker(new URL("../../../src/workers/import.worker.ts", import.meta.url), { type: "module", name });
const createReflectionWorker = (name: string) =>
  new Worker(new URL("../../../src/workers/reflection.worker.ts", import.meta.url), { type: "module", name });

/** What a test calls by `page.evaluate`. */
const harness = {
  /** What import.worker makes of a file, or the refusal's name and sentence. */
  async read(
    name: string,
    bytes: readonly number[],
  ): Promise<{ header: FileHeader; passages: ParsedPassage[] } | string> {
    const worker = superviseWorker<ImportWorkerApi>({ name: "import", create: createImportWorker });
    const { port1, port2 } = new MessageChannel();
    try {
      await worker.api.readFile(new File([Uint8Array.from(bytes)], name), port1);
      const reader = wrapPort<FileReaderApi>(port2);
      const header = await reader.open();
      const passages: ParsedPassage[] = [];
      for (let batch = await reader.next(); batch; batch = await reader.next()) passages.push(...batch);
      return { header, passages };
    } catch (error) {
      return String(error);
    } finally {
      worker.terminate();
    }
  },

  /** The plan that reflection.worker makes, and how often it told how far it was. */
  async plan(snapshot: ReflectSnapshot): Promise<{ plan: PassPlan; told: number }> {
    const worker = superviseWorker<ReflectionWorkerApi>({ name: "reflection", create: createReflectionWorker });
    const { port1, port2 } = new MessageChannel();
    await worker.api.connect(port1);
    let told = 0;
    const vectors = snapshot.vectors.map((vector) => vector && Float32Array.from(Object.values(vector)));
    const plan = await wrapPort<ReflectionApi>(port2).plan({ ...snapshot, vectors }, () => {
      told++;
    });
    worker.terminate();
    return { plan, told };
  },
};

declare global {
  interface Window {
    readers: typeof harness;
  }
}
window.readers = harness;
