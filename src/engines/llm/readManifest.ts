import type { ModelEntry, ModelManifest } from "./protocol";

/** Where the server keeps model files. */
export const MODELS_URL = `${import.meta.env.BASE_URL}models/`;

/** A list that holds no model, and says why. */
const noModels = (note: string): ModelManifest => ({ version: 1, models: [], note });

/**
 * What /models/manifest.json says is here now, never from a cache of the browser: it changes while a download runs.
 * Where it is missing or is no manifest, an empty list with a note.
 */
export async function readManifest(fetchFile: typeof fetch = fetch): Promise<ModelManifest> {
  let manifest: unknown;
  try {
    const response = await fetchFile(`${MODELS_URL}manifest.json`, { cache: "no-store" });
    if (response.status === 404) return noModels("No model files are here.");
    if (!response.ok) return noModels(`The list of models could not be read (${response.status}).`);
    manifest = await response.json();
  } catch (error) {
    // Offline without a cached copy, or a host that answers every unknown address with a page.
    return noModels(
      `The list of models could not be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
  return isManifest(manifest) ? manifest : noModels("The list of models is of a form that this version does not know.");
}

/** The address of a model file. It changes with the content, so that a cache may keep it for good. */
export function modelFileUrl(file: ModelEntry["files"][number]): string {
  return `${MODELS_URL}${file.path}?v=${file.sha256.slice(0, 12)}`;
}

function isManifest(value: unknown): value is ModelManifest {
  return (
    typeof value === "object" &&
    value !== null &&
    "version" in value &&
    value.version === 1 &&
    "models" in value &&
    Array.isArray(value.models)
  );
}
