import { InferenceSession } from "onnxruntime-web/wasm";
import { MODEL_CACHE } from "../../modelCache";
import type { ModelEntry } from "../llm/protocol";
import { judgeRows } from "./judgeRows";
import type { JudgeInfo, JudgeRow } from "./protocol";
import { readGraph } from "./readGraph";

/** A loaded judge. */
export interface LoadedJudge {
  info: JudgeInfo;
  /** For each row the logits of its own task. */
  judge(rows: readonly JudgeRow[]): Promise<Float32Array[]>;
}

/**
 * Loads the judge of the manifest from this app's own origin, into the runtime that the embedder has started; `wordIds` is the
 * embedder's tokenizer. Rejects with a sentence where the file is missing, is not the one of its hash, or is no model.
 */
export async function loadJudge(entry: ModelEntry, wordIds: (text: string) => number[]): Promise<LoadedJudge> {
  const graph = entry.files.find((file) => file.path.endsWith(".onnx"));
  if (!graph) throw new Error(`The manifest names no file for ${entry.name}.`);
  const session = await InferenceSession.create(new Uint8Array(await readGraph(graph, keep)));

  return {
    info: { modelId: `${entry.id}@${graph.sha256.slice(0, 8)}` },
    judge: (rows) => judgeRows(session, wordIds, rows),
  };
}

/** Where the service worker finds it. */
async function keep(url: string, response: Response): Promise<void> {
  await (await caches.open(MODEL_CACHE)).put(url, response);
}
