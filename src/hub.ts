/**
 * Where model files come from, decided when Cairn is built: `CAIRN_HUB`, a list of origins with spaces between.
 *
 *   CAIRN_HUB="https://models.example.com https://libraries.example.com https://*.cdn.example.com" npm run build
 *
 * The first serves the weights, at `/mlc-ai/<model id>/resolve/main/<file>` as Hugging Face does. The second serves the
 * libraries, at `/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/<version>/<file>` as GitHub does; where no second host is
 * named, the first serves both. The others are where these redirect to: `https://*.` stands for every host below.
 * download.worker may reach these origins and no others; no other thread may reach any of them (headers.ts).
 */

export interface Hub {
  weights: string;
  libraries: string;
  /** All of them, each once. */
  origins: readonly string[];
}

/** The hub of a build that names none: what web-llm's own list of models points to. */
export const DEFAULT_HUB = "https://huggingface.co https://raw.githubusercontent.com https://*.hf.co";

/** An origin, or all origins below one; nothing else can get into a policy. */
const ORIGIN = /^https?:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?$/;

/** Reads a list of origins. Throws with a sentence where something in it is no origin. */
export function parseHub(list: string): Hub {
  const origins = list.split(/\s+/).filter((origin) => origin !== "");
  for (const origin of origins) {
    if (!ORIGIN.test(origin)) {
      throw new Error(
        `CAIRN_HUB: "${origin}" is no origin. One looks like https://models.example.com, without a path.`,
      );
    }
  }
  const [weights, second] = origins;
  if (!weights) throw new Error("CAIRN_HUB names no origin.");
  if (weights.includes("*")) throw new Error(`CAIRN_HUB: "${weights}" is no address to fetch from: name one host.`);
  const libraries = second === undefined || second.includes("*") ? weights : second;
  return { weights, libraries, origins: [...new Set(origins)] };
}

/** Put in by scripts/build/hub.ts. */
declare const __CAIRN_HUB__: string | undefined;

/** The hub of this build; outside of one, the default. */
export const HUB: Hub = parseHub(typeof __CAIRN_HUB__ === "string" ? __CAIRN_HUB__ : DEFAULT_HUB);
