import { randomBytes } from "node:crypto";
import type { Plugin } from "vite";
import { securityHeaders } from "../../src/headers";
import { hubToBuild } from "./hub";

/** The dev server sends what the built app is served with, plus a nonce for the inline script and style that Vite adds itself. */
export function devHeaders(): Plugin {
  const nonce = randomBytes(16).toString("base64url");
  return {
    name: "cairn:dev-headers",
    apply: "serve",
    config: () => ({ html: { cspNonce: nonce } }),
    configureServer(server) {
      const { origins } = hubToBuild();
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        for (const [name, value] of Object.entries(securityHeaders(pathname, nonce, origins)))
          response.setHeader(name, value);
        next();
      });
    },
  };
}
