import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MODELS } from "./paths";
import { firstWrong, pinsOf } from "./pins";
import { repack } from "./repack";
import { GGUF, hasStarter, LIBRARY, MLC, NOTICE, WHEEL } from "./starters";

/**
 * Makes the starter for the graphics card out of the one for the processor, which has to be there, and the compiled library.
 * Rejects with a sentence where it cannot, and leaves a whole model or none.
 */
export async function makeMlc(signal: AbortSignal, folder = MODELS): Promise<void> {
  const target = join(folder, MLC.id);
  const part = `${target}.${process.pid}.part`;
  removeAbandoned(folder);
  mkdirSync(part, { recursive: true });
  try {
    for (const name of ["model.wasm", "mlc-chat-config.json"]) cpSync(join(LIBRARY, name), join(part, name));
    cpSync(NOTICE, join(part, "NOTICE.txt"));
    await repack(join(folder, GGUF.id, WHEEL.file), part, signal);
    const wrong = await firstWrong(pinsOf(MLC.id), part);
    if (wrong) throw new Error(`${wrong} did not become the file that is expected here.`);
    signal.throwIfAborted();
    rmSync(target, { recursive: true, force: true });
    renameSync(part, target);
  } catch (error) {
    if (signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The language model could not be made ready for the graphics card: ${why}`, { cause: error });
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  // Records the hashes, so that later starts need not read 118 MB.
  if (!(await hasStarter(MLC, folder))) throw new Error(`${target} changed while it was written.`);
}

/** Folders that a killed run left half-written. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = /^smollm2-135m-instruct-mlc\.(\d+)\.part$/.exec(name) ?? [];
    if (pid && !isRunning(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
