/** Makes the models that the app starts with, and a manifest that says what is really there. Quick when nothing changed. */
import type { ModelEntry } from "../src/engines/llm/protocol";
import { EMBEDDER } from "./models/embedder";
import { ensureMade } from "./models/ensureMade";
import { JUDGE } from "./models/judge";
import { dropModels, putModels } from "./models/manifest";
import { hasStarter, STARTERS, starterEntry } from "./models/starters";

/** What the page says where no language model is there and none is on its way. */
const NO_MODEL_NOTE = "No language model is on this device yet: npm run models:llm fetches one.";

/** Makes the embedder and the judge where they are missing or out of date, and corrects the manifest. */
export async function starterModels(): Promise<void> {
  const here: ModelEntry[] = [];
  for (const model of [EMBEDDER, JUDGE]) {
    const started = performance.now();
    const { entry, made } = await ensureMade(model);
    here.push(entry);
    if (made) console.log(`Made ${model.name} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  }
  const missing: string[] = [];
  for (const starter of STARTERS) {
    if (await hasStarter(starter)) here.push(starterEntry(starter, { is: "ready" }));
    else missing.push(starter.id);
  }
  // A fetch that was cut off leaves "fetching" behind.
  dropModels(missing, "");
  putModels(here, missing.length === STARTERS.length ? NO_MODEL_NOTE : "");
}

if (process.argv[1] === import.meta.filename) await starterModels();
