import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { readManifest, writeManifest } from "../models/manifest";
import { MODELS } from "../models/paths";
import { DIST } from "./buildApp";

/** Copies the models that are ready into dist/models/, and lists them in its manifest. Throws where the language model is asked for and not there. */
export function copyModels({ withLlm }: { withLlm: boolean }): void {
  const ready = readManifest().models.filter((model) => model.state.is === "ready");
  if (withLlm && !ready.some((model) => model.kind === "gguf")) {
    throw new Error("--with-llm: no language model is in public/models. Run npm run models:llm first.");
  }
  const models = ready.filter((model) => withLlm || model.kind === "embedder");
  const target = join(DIST, "models");
  for (const { path } of models.flatMap((model) => model.files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(MODELS, path), join(target, path));
  }
  const note = withLlm ? "" : "This copy of Cairn came without a language model.";
  writeManifest({ version: 1, models, note }, target);
}
