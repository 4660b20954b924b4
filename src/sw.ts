/**
 * The service worker: the app without a network. The shell (pages, scripts, fonts, wasm) is precached and served with
 * the security headers, also where the host sends none; models are kept by address once a page asks for that.
 * It never answers a cross-origin request: under its own policy it could not.
 */
import "./trustedTypes";
import { cleanupOutdatedCaches, matchPrecache, type PrecacheEntry, precache } from "workbox-precaching";
import { securityHeaders } from "./headers";
import { keepModels, serveManifest, serveModel } from "./modelCache";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

/** What a page sends. `keep-models` is answered on the port that comes with it: `{ missing }`, the addresses that could not be fetched. */
type Message = { type: "skip-waiting" } | { type: "keep-models"; urls: string[] };

/** Responses under whose headers something runs. The others keep their bodies untouched. */
const HEADED = new Set<RequestDestination>(["document", "worker", "sharedworker"]);

precache(self.__WB_MANIFEST);
cleanupOutdatedCaches();

// A first visit becomes controlled without a reload. An update waits for `skip-waiting`.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const message = event.data as Message;
  switch (message.type) {
    case "skip-waiting":
      event.waitUntil(self.skipWaiting());
      break;
    case "keep-models":
      event.waitUntil(keepModels(message.urls).then((missing) => event.ports[0]?.postMessage({ missing })));
      break;
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || request.method !== "GET" || request.headers.has("range")) return;
  if (url.pathname === "/models/manifest.json") event.respondWith(serveManifest(event));
  else if (url.pathname.startsWith("/models/")) event.respondWith(serveModel(event));
  else event.respondWith(serveShell(request, url));
});

async function serveShell(request: Request, url: URL): Promise<Response> {
  const response = (await matchPrecache(url.pathname === "/" ? "/index.html" : url.pathname)) ?? (await fetch(request));
  return HEADED.has(request.destination) ? withHeaders(response, url.pathname) : response;
}

/** The response with the security headers of its path, unless it carries them already. */
function withHeaders(response: Response, path: string): Response {
  const wanted = Object.entries(securityHeaders(path));
  if (response.type === "opaqueredirect" || wanted.every(([name, value]) => response.headers.get(name) === value))
    return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of wanted) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
