import type { Plugin } from "vite";
import { policyHeaders, SHARED_HEADERS } from "../../src/headers";
import { HUB } from "../../src/hub";
import { hubToBuild } from "./hub";

/** Emits `_headers`, which Netlify, Cloudflare Pages and others send from. */
export function headersFile(): Plugin {
  return {
    name: "cairn:headers-file",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        this.emitFile({
          type: "asset",
          fileName: "_headers",
          source: renderHeaders(Object.keys(bundle), hubToBuild().origins),
        });
      },
    },
  };
}

/** Cloudflare Pages reads no more rules than these. */
const MOST_RULES = 100;

/**
 * The text of `_headers` for a build of `files` (paths below the root) with `hub` for download.worker. Hosts join a header that two matching rules
 * name, and joined policies are all enforced: so each script and page has its policy under its exact path alone.
 */
export function renderHeaders(files: readonly string[], hub = HUB.origins): string {
  const exact = [
    "/",
    "/index.html",
    "/sw.js",
    ...files.filter((file) => /\.m?js$/.test(file)).map((file) => `/${file}`),
  ];
  const rules: [string, Readonly<Record<string, string>>][] = [
    ["/*", SHARED_HEADERS],
    ["/assets/*", { "Cache-Control": "public, max-age=31536000, immutable" }],
    ["/models/manifest.json", { "Cache-Control": "no-cache" }],
  ];
  for (const path of new Set(exact)) {
    const headers: Record<string, string> = policyHeaders(path, undefined, hub);
    if (!path.startsWith("/assets/")) headers["Cache-Control"] = "no-cache";
    rules.push([path, headers]);
  }
  if (rules.length > MOST_RULES)
    throw new Error(`_headers would have ${rules.length} rules, and hosts read ${MOST_RULES}.`);
  const blocks = rules.map(([path, headers]) =>
    [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join("\n"),
  );
  return `${blocks.join("\n\n")}\n`;
}
