/** Builds the app into dist/, with the embedder and the judge; `--with-llm` adds the language model in both its forms. */
import { buildApp } from "./build/buildApp";
import { copyModels } from "./build/copyModels";
import { starterModels } from "./starterModels";

await starterModels();
await buildApp();
copyModels({ withLlm: process.argv.includes("--with-llm") });
