import { createHash } from "node:crypto";
import type * as PlanFiles from "../../src/engines/download/planFiles";
import type { FileToFetch, PlanOptions } from "../../src/engines/download/planFiles";
import type { Pin } from "./pins";

/** The app's own way to a model's files: src/engines/download/planFiles.ts. */
export type Planner = Pick<typeof PlanFiles, "planHubLists" | "planHubFiles">;

/**
 * Reads every file of a model of the hub once, as the app would, and says what each is. Nothing is kept but its size and
 * hash. Rejects with a sentence where the hub lacks one, breaks off, or cannot be reached.
 */
export async function pinModel(
  id: string,
  { planHubLists, planHubFiles }: Planner,
  options: PlanOptions,
  onFile: (path: string, pin: Pin) => void = () => {},
): Promise<Record<string, Pin>> {
  const pins: Record<string, Pin> = {};
  const pin = async (file: FileToFetch, onBytes?: (bytes: Uint8Array) => void) => {
    const found = await hashUrl(file, onBytes);
    pins[file.path] = found;
    onFile(file.path, found);
  };
  const pinList = async (file: FileToFetch): Promise<unknown> => {
    const parts: Uint8Array[] = [];
    await pin(file, (bytes) => parts.push(bytes));
    try {
      return JSON.parse(Buffer.concat(parts).toString("utf8"));
    } catch {
      throw new Error(`${file.path} of ${id} is no JSON.`);
    }
  };
  const lists = planHubLists(id, options);
  const config = await pinList(lists.config);
  const weights = await pinList(lists.weights);
  for (const file of planHubFiles(id, config, weights, options)) await pin(file);
  return pins;
}

async function hashUrl({ path, urls, bytes }: FileToFetch, onBytes?: (bytes: Uint8Array) => void): Promise<Pin> {
  for (const url of urls) {
    const response = await ask(url);
    if (response.status === 404) continue;
    if (!response.ok || !response.body) throw new Error(`${url} was answered with ${response.status}.`);
    const hash = createHash("sha256");
    let length = 0;
    try {
      for await (const part of response.body) {
        hash.update(part);
        length += part.byteLength;
        onBytes?.(part);
      }
    } catch (error) {
      throw new Error(`${url} broke off after ${length} bytes.`, { cause: error });
    }
    if (bytes !== null && length !== bytes) throw new Error(`${url} has ${length} bytes instead of ${bytes}.`);
    return { bytes: length, sha256: hash.digest("hex") };
  }
  throw new Error(`The hub has no ${path} (${urls.join(", ")}).`);
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (error) {
    throw new Error(`${new URL(url).origin} cannot be reached.`, { cause: error });
  }
}
