/** Makes the embedder that the app starts with, and a manifest that says what is really there. Quick when nothing changed. */
import { ensureEmbedder } from "./models/embedder";
import { hasLlm, LLM_ID, llmEntry } from "./models/languageModel";
import { dropModel, putModel } from "./models/manifest";

/** What the page says where no language model is there and none is on its way. */
const NO_MODEL_NOTE = "No language model is on this device yet: npm run models:llm fetches one.";

/** Makes the embedder where it is missing or out of date, and corrects the manifest. */
export async function starterModels(): Promise<void> {
  const started = performance.now();
  const { entry, made } = await ensureEmbedder();
  putModel(entry);
  // A fetch that was cut off leaves "fetching" behind.
  if (await hasLlm()) putModel(llmEntry({ is: "ready" }));
  else dropModel(LLM_ID, NO_MODEL_NOTE);
  if (made) console.log(`Made the embedder ${entry.name} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

if (process.argv[1] === import.meta.filename) await starterModels();
