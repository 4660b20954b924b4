import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** What `/models/` is served from. */
export const MODELS = join(ROOT, "public/models");

/** What scripts remember between runs. */
export const CACHE = join(ROOT, ".cache");
