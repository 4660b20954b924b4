import type { ModelFile } from "../models/languageModelInfo";
import { ModelCorrupt } from "./engineErrors";
import { readVerified } from "./readVerified";

/** web-llm asks for its files by address: one that no network knows, and that it takes for one worth caching. */
export const MODEL_BASE = "https://model.invalid/resolve/main/";

/** The part of a Response that web-llm reads. The file is opened when it is asked for. */
type FileResponse = Pick<Response, "arrayBuffer" | "json">;

/** The part of a Cache that web-llm uses (ArtifactCache in its lib/index.js). */
interface FileCache {
  match(request: Request | string): Promise<FileResponse | undefined>;
  add(request: Request | string): Promise<void>;
  keys(): Promise<{ url: string }[]>;
}

/**
 * What stands in for `caches` while web-llm loads: every cache holds the files of one model on this device and nothing else.
 * Each is checked by its hash as it is read, and what is not among them is refused instead of fetched.
 */
export function createModelCaches(
  files: readonly { path: string; file: Blob }[],
  infos: readonly ModelFile[],
  onRead: (bytes: number) => void,
): { open(): Promise<FileCache> } {
  const byUrl = new Map(files.map(({ path, file }) => [addressOf(path), { path, file }]));

  async function read(url: string): Promise<ArrayBuffer> {
    const entry = byUrl.get(url);
    const info = infos.find(({ path }) => path === entry?.path);
    if (!entry || !info) throw missing(url);
    const bytes = await readVerified(entry.file, info);
    onRead(bytes.byteLength);
    return bytes;
  }

  const cache: FileCache = {
    async match(request) {
      const url = urlOf(request);
      if (!byUrl.has(url)) return undefined;
      return {
        arrayBuffer: () => read(url),
        json: async () => JSON.parse(new TextDecoder().decode(await read(url))) as unknown,
      };
    },
    async add(request) {
      throw missing(urlOf(request));
    },
    keys: async () => [...byUrl.keys()].map((url) => ({ url })),
  };
  return { open: async () => cache };
}

/** The address of a model's file. */
export function addressOf(path: string): string {
  return new URL(path.split("/").map(encodeURIComponent).join("/"), MODEL_BASE).href;
}

function urlOf(request: Request | string): string {
  return typeof request === "string" ? request : request.url;
}

function missing(url: string): ModelCorrupt {
  return new ModelCorrupt(`${decodeURIComponent(url.slice(MODEL_BASE.length))} of the model is missing.`);
}
