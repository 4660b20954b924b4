/** Fetches the starter language model into public/models/ and keeps the manifest true to how far it is. Skipped when it is there. */
import { fetchLlm } from "./models/fetchLlm";
import { hasLlm, LLM, LLM_ID, llmEntry } from "./models/languageModel";
import { dropModel, putModel } from "./models/manifest";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());

if (await hasLlm()) {
  putModel(llmEntry({ is: "ready" }));
} else {
  putModel(llmEntry({ is: "fetching", fetched: 0 }));
  console.log(`Language model: fetching ${megabytes(LLM.bytes)} with pip (${LLM.requirement}).`);
  let tenths = 0;
  try {
    await fetchLlm((fetched) => {
      putModel(llmEntry({ is: "fetching", fetched }));
      const reached = Math.floor((fetched / LLM.bytes) * 10);
      if (reached > tenths) console.log(`Language model: ${megabytes(fetched)} of ${megabytes(LLM.bytes)}`);
      tenths = Math.max(tenths, reached);
    }, stop.signal);
    putModel(llmEntry({ is: "ready" }));
    console.log("Language model: ready.");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (stop.signal.aborted) {
      dropModel(LLM_ID, "The language model was not fetched: that was stopped. npm run models:llm fetches it.");
    } else {
      putModel(llmEntry({ is: "failed", reason }), reason);
      console.error(`Language model: ${reason}`);
    }
    process.exitCode = 1;
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
