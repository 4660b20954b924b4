import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Fails the build when the JavaScript of a first load (the entry and its static imports) is over `bytes` after gzip. */
export function firstLoadLimit({ bytes }: { bytes: number }): Plugin {
  return {
    name: "cairn:first-load-limit",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const waiting = Object.values(bundle).flatMap((file) =>
          file.type === "chunk" && file.isEntry ? [file.fileName] : [],
        );
        const loaded = new Map<string, number>();
        for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
          const file = bundle[name];
          if (file?.type !== "chunk" || loaded.has(name)) continue;
          loaded.set(name, gzipSync(file.code).length);
          waiting.push(...file.imports);
        }
        const total = [...loaded.values()].reduce((sum, size) => sum + size, 0);
        const figure = `First-load JavaScript: ${(total / 1000).toFixed(1)} kB gzip of ${bytes / 1000} kB allowed`;
        if (total <= bytes) return console.log(figure);
        const largest = [...loaded].sort((a, b) => b[1] - a[1]).map(([name, size]) => `${name} ${size}`);
        this.error(`${figure}. Load something lazily. By size: ${largest.join(", ")}`);
      },
    },
  };
}
