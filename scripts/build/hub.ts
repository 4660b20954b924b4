import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { DEFAULT_HUB, type Hub, parseHub } from "../../src/hub";
import { ROOT } from "../models/paths";

/** In dist/: what the build was made for, so that the start server sends the policy that the app goes by. */
const RECORD = "hub.json";

/** What a build is made for. */
interface HubRecord {
  /** A list as in src/hub.ts. */
  hub: string;
  /** The file with the list of models, from the repository's root; "" for Cairn's own. */
  catalog: string;
}

/** What the environment asks for: `CAIRN_HUB`, and `CAIRN_CATALOG`, another file in the place of models/catalog.json. Throws with a sentence. */
function askedFor(): HubRecord {
  const hub = process.env.CAIRN_HUB || DEFAULT_HUB;
  parseHub(hub);
  return { hub, catalog: process.env.CAIRN_CATALOG ?? "" };
}

/** The hub that the environment asks for, or the default. */
export function hubToBuild(): Hub {
  return parseHub(askedFor().hub);
}

/** Puts the hub and the list of its models into every thread, and writes down what they are. */
export function hub(): Plugin {
  return {
    name: "cairn:hub",
    config() {
      const asked = askedFor();
      const catalog = [{ find: /^.*\/models\/catalog\.json$/, replacement: resolve(ROOT, asked.catalog) }];
      return {
        define: { __CAIRN_HUB__: JSON.stringify(asked.hub) },
        resolve: { alias: asked.catalog ? catalog : [] },
      };
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: RECORD, source: `${JSON.stringify(askedFor())}\n` });
    },
  };
}

/** The hub that the build in `dist` was made for; the default where it does not say. */
export function builtHub(dist: string): Hub {
  return parseHub(readRecord(dist)?.hub ?? DEFAULT_HUB);
}

/** Whether the environment names another hub or list of models than the build in `dist` was made for. */
export function isHubStale(dist: string): boolean {
  const built = readRecord(dist);
  const asked = askedFor();
  // Who does not name them takes the build as it is.
  return (
    (process.env.CAIRN_HUB !== undefined && asked.hub !== built?.hub) ||
    (process.env.CAIRN_CATALOG !== undefined && asked.catalog !== built?.catalog)
  );
}

function readRecord(dist: string): HubRecord | null {
  try {
    return JSON.parse(readFileSync(join(dist, RECORD), "utf8")) as HubRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
