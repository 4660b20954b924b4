/** Servers for browser tests: the built app on a free port, and a canary on another that nothing may ever reach. */
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DIST } from "../../scripts/build/buildApp";
import { MODELS } from "../../scripts/models/paths";
import { type Served, serve } from "../../scripts/server/serve";

export interface AppOptions {
  /** False: no security headers, like a plain static host. */
  headers?: boolean;
  /** Another port than a free one: to come back on the same origin. */
  port?: number;
  /** True: with the language models of public/models. The embedder is in dist/ and always there. */
  llm?: boolean;
  /** Another folder of models, which has to hold the embedder. */
  models?: string;
}

/** Serves dist/, without a language model unless asked for one: loading it takes both cores for a while. */
export function serveApp({ headers = true, port = 0, llm = false, models }: AppOptions = {}): Promise<Served> {
  return serve({ port, root: DIST, headers, models: models ?? (llm ? MODELS : undefined) });
}

export interface Canary {
  /** Another origin than the app's. */
  url: string;
  /** Every HTTP request and every UDP packet that arrived, as "GET /x" or "udp 12 bytes". */
  hits: string[];
  close(): Promise<void>;
}

/** Counts whatever reaches it over HTTP or UDP (one port number for both). It answers every request, so that a leak works. */
export async function startCanary(): Promise<Canary> {
  const hits: string[] = [];
  const http = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" });
    response.end("canary");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const udp = createSocket("udp4");
  udp.on("message", (packet) => hits.push(`udp ${packet.length} bytes`));
  await new Promise<void>((resolve, reject) => {
    udp.once("error", reject);
    udp.bind(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    hits,
    async close() {
      http.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => http.close(() => resolve())),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ]);
    },
  };
}
