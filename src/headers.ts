/**
 * The security headers of every response, in one place: the start server, `dist/_headers`, the dev server and the
 * service worker all send what `securityHeaders` says. A worker lives under the policy of its own script's response.
 */
import { HUB } from "./hub";

type Policy = Readonly<Record<string, readonly string[]>>;

const BASE_POLICY: Policy = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'"],
  "worker-src": ["'self'"],
  "connect-src": ["'self'"],
  "img-src": ["'self'", "blob:", "data:"],
  "style-src": ["'self'"],
  "font-src": ["'self'"],
  "manifest-src": ["'self'"],
  "frame-src": ["'none'"],
  "object-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
  "require-trusted-types-for": ["'script'"],
};

/** Headers that are the same for every path. */
export const SHARED_HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), midi=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** `llm.worker.ts` in the dev server, `llm.worker-<hash>.js` in the build. */
const WORKER_NAME = /(?:^|\/)([a-z]+)\.worker(?:-[\w-]+)?\.[cm]?[jt]s$/;

/**
 * The headers that differ by path (a URL's pathname). `nonce` is for the script and style that the dev server adds itself;
 * `hub` are the origins that download.worker alone may reach.
 */
export function policyHeaders(path: string, nonce?: string, hub = HUB.origins): Record<string, string> {
  const policy: Record<string, readonly string[]> = { ...BASE_POLICY };
  let reachable = "(response-origin)";
  switch (WORKER_NAME.exec(path)?.[1]) {
    case "llm":
      // wllama builds its worker and that worker's threads from blobs, which inherit this policy.
      policy["worker-src"] = ["'self'", "blob:"];
      delete policy["require-trusted-types-for"];
      break;
    case "download":
      policy["connect-src"] = ["'self'", ...hub];
      // It blocks every redirect unless told otherwise, and the hub hands out weights by redirects. The policy above holds
      // each of them to the hub's origins.
      reachable = `(${["response-origin", ...hub.map((origin) => `"${origin}"`)].join(" ")});redirects=allow`;
      break;
  }
  if (nonce) {
    for (const directive of ["script-src", "style-src"]) {
      policy[directive] = [...(policy[directive] ?? []), `'nonce-${nonce}'`];
    }
  }
  const directives = Object.entries(policy).map(([directive, sources]) => `${directive} ${sources.join(" ")}`);
  return {
    "Content-Security-Policy": directives.join("; "),
    // CSP does not stop navigation, window.open or WebRTC; this does, where it is known.
    "Connection-Allowlist": reachable,
  };
}

/** Every security header of the response at `path` (a URL's pathname). */
export function securityHeaders(path: string, nonce?: string, hub = HUB.origins): Record<string, string> {
  return { ...policyHeaders(path, nonce, hub), ...SHARED_HEADERS };
}
