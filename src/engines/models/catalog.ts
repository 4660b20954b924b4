import list from "../../../models/catalog.json" with { type: "json" };
import type { ModelEntry, ModelManifest } from "../llm/protocol";
import type { LanguageModelInfo } from "./languageModelInfo";

/** A model of the hub in models/catalog.json, or in the list that `CAIRN_CATALOG` names in its place when Cairn is built. */
export interface CatalogModel
  extends Pick<
    LanguageModelInfo,
    | "id"
    | "name"
    | "family"
    | "licence"
    | "parameters"
    | "contextTokens"
    | "memoryBytes"
    | "bytes"
    | "needsF16"
    | "thinks"
  > {
  /** The file name of its compiled library. */
  library: string;
}

/** The list: chat models compiled for web-llm, under the ids of its own list. */
export interface Catalog {
  /** The folder of the libraries that fit this web-llm (its `modelVersion`). */
  libraries: string;
  /** Once for graphics devices that compute in half floats, once for the others. */
  models: readonly CatalogModel[];
}

export const CATALOG: Catalog = list;

/** The models of the hub, as they are before anything of them is on this device. */
export function hubCatalog(): LanguageModelInfo[] {
  return CATALOG.models.map(({ library: _library, ...model }) => ({ ...model, kind: "mlc", from: "hub", files: [] }));
}

/** The language models that a server's manifest names, whatever became of fetching them there. */
export function serverModels({ models }: ModelManifest): LanguageModelInfo[] {
  return models.flatMap((entry) => (entry.kind === "gguf" || entry.kind === "mlc" ? [toInfo(entry, entry.kind)] : []));
}

function toInfo(entry: ModelEntry, kind: "gguf" | "mlc"): LanguageModelInfo {
  const { id, name, licence, about } = entry;
  const folder = `${id}/`;
  const files = entry.files.map((file) => ({
    ...file,
    path: file.path.startsWith(folder) ? file.path.slice(folder.length) : file.path,
  }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  // A manifest of an earlier version says nothing about its models.
  const unknown = {
    memoryBytes: bytes * 2,
    parameters: 0,
    contextTokens: 4096,
    needsF16: false,
    family: id,
    thinks: false,
  };
  return { id, name, kind, from: "server", licence, bytes, files, ...unknown, ...about };
}
