import { HUB, type Hub } from "../../hub";
import { modelFileUrl } from "../llm/readManifest";
import { CATALOG, type Catalog } from "../models/catalog";
import type { LanguageModelInfo } from "../models/languageModelInfo";
import { CONFIG, LIBRARY, OLD_WEIGHTS_LIST, shardsOf, tokenizerOf, WEIGHTS_LIST } from "../models/mlcFiles";
import { HubUnreachable } from "./downloadErrors";
import type { KnownFile, KnownFiles } from "./knownHashes";

/** A file to fetch. */
export interface FileToFetch {
  /** Where it belongs in the model's folder. */
  path: string;
  /** Where it comes from; the next where one answers that it has no such file. */
  urls: readonly string[];
  /** Null where nobody knows before it has come. */
  bytes: number | null;
  sha256: string | null;
}

/** What decides where files come from and what they have to be. */
export interface PlanOptions {
  hub: Hub;
  catalog: Catalog;
  /** What files have to be: of the source (models/pins.json), then of this device. */
  known: readonly KnownFiles[];
}

/** The hub and the list that Cairn was built with. */
export const BUILT: Pick<PlanOptions, "hub" | "catalog"> = { hub: HUB, catalog: CATALOG };

/** The files of a model from Cairn's own server: pinned ones have to be what the source says, the others what the server says. */
export function planServerFiles(
  { id, files }: LanguageModelInfo,
  { known }: Pick<PlanOptions, "known">,
): FileToFetch[] {
  return files.map(({ path, bytes, sha256 }) => ({
    path,
    urls: [modelFileUrl({ path: `${id}/${path}`, bytes, sha256 })],
    bytes,
    sha256,
    ...knownFile(known.slice(0, 1), id, path),
  }));
}

/** The two files that say which others a model of the hub has. */
export function planHubLists(id: string, options: PlanOptions): { config: FileToFetch; weights: FileToFetch } {
  const at = hubAddress(id, options);
  return {
    config: hubFile(id, CONFIG, [at(CONFIG)], options),
    weights: hubFile(id, WEIGHTS_LIST, [at(WEIGHTS_LIST), at(OLD_WEIGHTS_LIST)], options),
  };
}

/** The other files of a model of the hub, from what its two lists say. Rejects where they say nothing that can be used. */
export function planHubFiles(id: string, config: unknown, weights: unknown, options: PlanOptions): FileToFetch[] {
  const at = hubAddress(id, options);
  const tokenizer = tokenizerOf(config);
  const shards = shardsOf(weights);
  if (!tokenizer || !shards)
    throw new HubUnreachable("The model hub describes this model in a way that Cairn cannot read.");
  return [
    hubFile(id, tokenizer, [at(tokenizer)], options),
    hubFile(id, LIBRARY, [libraryAddress(id, options)], options),
    ...shards.map(({ path, bytes }) => ({ ...hubFile(id, path, [at(path)], options), bytes })),
  ];
}

/** As web-llm's `prebuiltAppConfig` has them. */
function hubAddress(id: string, { hub }: PlanOptions): (path: string) => string {
  return (path) => `${hub.weights}/mlc-ai/${id}/resolve/main/${path}`;
}

function libraryAddress(id: string, { hub, catalog }: PlanOptions): string {
  const model = catalog.models.find((each) => each.id === id);
  if (!model)
    throw new HubUnreachable("This model is not in the list of models that this copy of Cairn was built with.");
  return `${hub.libraries}/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/${catalog.libraries}/${model.library}`;
}

function hubFile(id: string, path: string, urls: readonly string[], { known }: PlanOptions): FileToFetch {
  return { path, urls, bytes: null, sha256: null, ...knownFile(known, id, path) };
}

function knownFile(known: readonly KnownFiles[], id: string, path: string): KnownFile | undefined {
  for (const files of known) {
    const model = Object.hasOwn(files, id) ? files[id] : undefined;
    if (model && Object.hasOwn(model, path)) return model[path];
  }
  return undefined;
}
