import type { ModelEntry } from "./protocol";
import { modelFileUrl } from "./readManifest";

/** The files of a model, in order. Rejects with a sentence where one is missing or cut short. */
export async function fetchModel(
  model: ModelEntry,
  onProgress: (done: number, total: number) => void,
  fetchFile: typeof fetch = fetch,
): Promise<Blob[]> {
  if (model.state.is !== "ready") throw new Error(`${model.name} is not on this device yet.`);
  const total = model.files.reduce((bytes, file) => bytes + file.bytes, 0);
  let done = 0;
  const blobs: Blob[] = [];
  for (const file of model.files) {
    const response = await fetchFile(modelFileUrl(file));
    if (!response.ok || !response.body) throw new Error(`${file.path} could not be read (${response.status}).`);
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        done += part.byteLength;
        onProgress(done, total);
        controller.enqueue(part);
      },
    });
    const blob = await new Response(response.body.pipeThrough(counted)).blob();
    if (blob.size !== file.bytes) throw new Error(`${file.path} has ${blob.size} bytes instead of ${file.bytes}.`);
    blobs.push(blob);
  }
  return blobs;
}
