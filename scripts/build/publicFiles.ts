import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Emits every file of public/ but the models, which scripts/build.ts copies by choice; and the notices of what is served. */
export function publicFiles(): Plugin {
  let folder = "";
  return {
    name: "cairn:public-files",
    apply: "build",
    configResolved(config) {
      folder = config.publicDir;
    },
    generateBundle() {
      for (const name of ["LICENSE", "NOTICE"]) {
        this.emitFile({ type: "asset", fileName: `${name}.txt`, source: readFileSync(join(folder, "..", name)) });
      }
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (!entry.isFile()) continue;
        this.emitFile({ type: "asset", fileName: entry.name, source: readFileSync(join(folder, entry.name)) });
      }
    },
  };
}
