import { ModelCorrupt } from "../llm/engineErrors";
import { modelFileUrl } from "../llm/readManifest";
import { readVerified } from "../llm/readVerified";
import type { ModelFile } from "../models/languageModelInfo";
import { JudgeUnavailable } from "./JudgeUnavailable";

/** How long the judge's 25 MB may take. */
const PATIENCE_MS = 3 * 60_000;

/**
 * The bytes of the judge's file, from this app's own origin. A damaged one that was kept for use without a network is fetched
 * once more, past every cache, and given to `keep` in its place once it is known to be whole. Rejects with JudgeUnavailable, whose cause
 * is a ModelCorrupt where the file that is there is not the one of its hash.
 */
export async function readGraph(
  file: ModelFile,
  keep: (url: string, response: Response) => Promise<void>,
): Promise<ArrayBuffer> {
  try {
    return await fetchGraph(file, "default");
  } catch (error) {
    if (!(error instanceof ModelCorrupt)) throw error;
  }
  try {
    const content = await fetchGraph(file, "no-store");
    await tryToKeep(() => keep(modelFileUrl(file), new Response(content)));
    return content;
  } catch (error) {
    if (!(error instanceof ModelCorrupt)) throw error;
    const message = "The judge's file is not the one that it should be: Cairn goes on without the judge.";
    throw new JudgeUnavailable(message, { cause: error });
  }
}

async function fetchGraph(file: ModelFile, cache: RequestCache): Promise<ArrayBuffer> {
  const content = await fetchBlob(modelFileUrl(file), cache);
  return readVerified(content, file);
}

async function fetchBlob(url: string, cache: RequestCache): Promise<Blob> {
  try {
    const response = await fetch(url, { cache, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) return await response.blob();
    throw new JudgeUnavailable(`The judge's file is not here (${response.status}): Cairn goes on without the judge.`);
  } catch (error) {
    if (error instanceof TypeError) {
      const message = "The judge's file cannot be reached without a network: Cairn goes on without the judge.";
      throw new JudgeUnavailable(message, { cause: error });
    }
    if (error instanceof Error && error.name === "TimeoutError") {
      const message = "The judge's file took too long to come: Cairn goes on without the judge for now.";
      throw new JudgeUnavailable(message, { cause: error });
    }
    throw error;
  }
}

/** The judge is whole and can be used, whether there is room to keep it or not. */
async function tryToKeep(keep: () => Promise<void>): Promise<void> {
  try {
    await keep();
  } catch (error) {
    console.warn("The judge's file was not kept for use without a network:", error);
  }
}
