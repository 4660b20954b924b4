import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { readManifest, writeManifest } from "../models/manifest";
import { MODELS } from "../models/paths";
import { MLC, NOTICE, STARTERS } from "../models/starters";
import { DIST } from "./buildApp";

/**
 * Copies the models that are ready into dist/models/, and lists them in its manifest. Throws where the language model is
 * asked for and one of its forms is not there.
 */
export function copyModels({ withLlm }: { withLlm: boolean }): void {
  const ready = readManifest().models.filter((model) => model.state.is === "ready");
  if (withLlm && !STARTERS.every(({ id }) => ready.some((model) => model.id === id))) {
    throw new Error("--with-llm: the language model is not in public/models. Run npm run models:llm first.");
  }
  const models = ready.filter((model) => withLlm || model.kind === "embedder" || model.kind === "judge");
  const target = join(DIST, "models");
  for (const { path } of models.flatMap((model) => model.files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(MODELS, path), join(target, path));
  }
  if (withLlm) cpSync(NOTICE, join(target, MLC.id, "NOTICE.txt"));
  const note = withLlm ? "" : "This copy of Cairn came without a language model.";
  writeManifest({ version: 1, models, note }, target);
}
