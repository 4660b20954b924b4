import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelEntry } from "../../src/engines/llm/protocol";
import { hashFile } from "./fileRecord";
import { CACHE, MODELS } from "./paths";
import { writeAtomically } from "./writeAtomically";

/** A model that is made on this machine from files that came with the project. */
export interface MadeModel extends Pick<ModelEntry, "id" | "name" | "kind" | "licence"> {
  /** Whole paths of what it is made from, beside the scripts of this folder. */
  inputs: readonly string[];
  /** What is made, by path below its folder. */
  outputs: readonly string[];
  convert(): ReadonlyMap<string, string | Uint8Array>;
}

/**
 * Makes sure that a model is in `folder`, made from these inputs by this code and unchanged since, and describes it.
 * `made` tells whether it had to be converted.
 */
export async function ensureMade(model: MadeModel, folder = MODELS): Promise<{ entry: ModelEntry; made: boolean }> {
  // Remembers which inputs the outputs were made from.
  const stamp = join(CACHE, `${model.id}.json`);
  const inputs = await hashInputs(model.inputs);
  const before = await describeMade(model, folder);
  if (before && readStamp(stamp) === stampOf(inputs, before)) return { entry: before, made: false };
  for (const [path, content] of model.convert()) writeAtomically(join(folder, model.id, path), content);
  const entry = await describeMade(model, folder);
  if (!entry) throw new Error(`The files of ${model.name} could not be written to ${folder}.`);
  writeAtomically(stamp, JSON.stringify(stampOf(inputs, entry)));
  return { entry, made: true };
}

/** One hash over the weights and over the scripts that convert them. */
async function hashInputs(inputs: readonly string[]): Promise<string> {
  const scripts = readdirSync(import.meta.dirname).sort();
  const files = [...inputs, ...scripts.map((name) => join(import.meta.dirname, name))];
  const records = await Promise.all(files.map((file) => hashFile(file)));
  const missing = files.find((_, i) => records[i] === null);
  if (missing) throw new Error(`${missing} is missing: run npm ci.`);
  return createHash("sha256")
    .update(records.map((record) => record?.sha256).join())
    .digest("hex");
}

async function describeMade(
  { id, name, kind, licence, outputs }: MadeModel,
  folder: string,
): Promise<ModelEntry | null> {
  const records = await Promise.all(outputs.map((path) => hashFile(join(folder, id, path))));
  const files = outputs.flatMap((path, i) => {
    const record = records[i];
    return record ? [{ path: `${id}/${path}`, bytes: record.bytes, sha256: record.sha256 }] : [];
  });
  return files.length < outputs.length ? null : { id, name, kind, files, licence, state: { is: "ready" } };
}

function stampOf(inputs: string, entry: ModelEntry): string {
  return createHash("sha256")
    .update(JSON.stringify([inputs, entry.files]))
    .digest("hex");
}

function readStamp(stamp: string): string {
  try {
    return JSON.parse(readFileSync(stamp, "utf8")) as string;
  } catch {
    return "";
  }
}
