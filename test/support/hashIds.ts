import { createHash } from "node:crypto";
import type { Ids } from "../../src/memory/ports";

/** Ids for tests: derived ones by SHA-256, random ones by counting. */
export function createHashIds(): Ids {
  let count = 0;
  return {
    derive: (...parts) => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 26),
    random: () => String(++count).padStart(26, "0"),
  };
}
