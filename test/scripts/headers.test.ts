import { expect, test } from "vitest";
import { renderHeaders } from "../../scripts/build/headersFile";
import { securityHeaders } from "../../src/headers";
import { parseHub } from "../../src/hub";

const START =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "img-src 'self' blob: data:; style-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'none'; " +
  "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PAGE = `${START}; require-trusted-types-for 'script'`;

const policyOf = (path: string, nonce?: string) => securityHeaders(path, nonce)["Content-Security-Policy"];

test.each([
  "/",
  "/index.html",
  "/sw.js",
  "/assets/index-aL1k8nVL.js",
  "/assets/memory.worker-D_k-9f3Q.js",
  "/assets/reflection.worker-a1b2c3d4.js",
  "/assets/import.worker-a1b2c3d4.js",
  "/assets/models.worker-a1b2c3d4.js",
  "/assets/embedder.worker-a1b2c3d4.js",
  "/assets/ort-wasm-simd-threaded-a1b2c3d4.mjs",
  "/assets/llm-a1b2c3d4.js",
  "/models/manifest.json",
])("%s reaches its own origin only, and takes trusted script addresses only", (path) => {
  expect(policyOf(path)).toBe(PAGE);
  expect(securityHeaders(path)["Connection-Allowlist"]).toBe("(response-origin)");
});

test.each(["/assets/llm.worker-D_k-9f3Q.js", "/src/engines/llm/llm.worker.ts"])(
  "%s alone may start workers from blobs, and still reaches its own origin only",
  (path) => {
    expect(policyOf(path)).toBe(START.replace("worker-src 'self'", "worker-src 'self' blob:"));
    expect(securityHeaders(path)["Connection-Allowlist"]).toBe("(response-origin)");
  },
);

test("download.worker alone may reach the model hub", () => {
  const headers = securityHeaders("/assets/download.worker-a1b2c3d4.js");
  expect(headers["Content-Security-Policy"]).toBe(
    PAGE.replace(
      "connect-src 'self'",
      "connect-src 'self' https://huggingface.co https://raw.githubusercontent.com https://*.hf.co",
    ),
  );
  expect(headers["Connection-Allowlist"]).toBe(
    '(response-origin "https://huggingface.co" "https://raw.githubusercontent.com" "https://*.hf.co");redirects=allow',
  );
});

test("download.worker reaches the hub that Cairn was built for, and no other thread reaches any", () => {
  const { origins } = parseHub("https://models.example.com https://*.cdn.example.com");
  const headers = securityHeaders("/assets/download.worker-a1b2c3d4.js", undefined, origins);
  expect(headers["Content-Security-Policy"]).toBe(
    PAGE.replace("connect-src 'self'", "connect-src 'self' https://models.example.com https://*.cdn.example.com"),
  );
  for (const path of ["/", "/assets/llm.worker-1.js", "/assets/models.worker-1.js"]) {
    expect(JSON.stringify(securityHeaders(path, undefined, origins))).not.toContain("example.com");
  }
});

test("A nonce opens script and style for the dev server, and nothing else", () => {
  expect(policyOf("/", "abc")).toBe(
    PAGE.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'nonce-abc'").replace(
      "style-src 'self'",
      "style-src 'self' 'nonce-abc'",
    ),
  );
});

test("Every path is isolated, unsniffed, without referrer, camera, microphone or place", () => {
  expect(securityHeaders("/assets/llm.worker-a1b2c3d4.js")).toMatchObject({
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": expect.stringMatching(/^camera=\(\), microphone=\(\), geolocation=\(\)/),
  });
});

/** The headers that a host sends for `path`: those of every rule that matches, joined as Netlify and Cloudflare join them. */
function hostedHeaders(file: string, path: string): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const block of file.trim().split("\n\n")) {
    const [pattern = "", ...lines] = block.split("\n");
    const matches = pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
    if (!matches) continue;
    for (const line of lines) {
      const [, name = "", value = ""] = /^ {2}([^:]+): (.+)$/.exec(line) ?? [];
      sent[name] = name in sent ? `${sent[name]}, ${value}` : value;
    }
  }
  return sent;
}

test("_headers gives the page, the service worker and each script exactly what the start server sends", () => {
  const names = ["index-1.js", "llm.worker-2.js", "memory.worker-3.js", "ort-4.mjs", "download.worker-6.js"];
  const scripts = names.map((name) => `assets/${name}`);
  const hub = ["https://models.example.com"];
  const file = renderHeaders(["index.html", "assets/style-5.css", ...scripts], hub);
  for (const path of ["/", "/index.html", "/sw.js", ...scripts.map((script) => `/${script}`)]) {
    const { "Cache-Control": cached, ...security } = hostedHeaders(file, path);
    expect(security).toEqual(securityHeaders(path, undefined, hub));
    expect(cached).toBe(path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  }
});

test("_headers with more rules than hosts read is refused", () => {
  const scripts = Array.from({ length: 100 }, (_, i) => `assets/part-${i}.js`);
  expect(() => renderHeaders(scripts)).toThrow("106 rules");
});
