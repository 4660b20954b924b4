/**
 * The service worker's store of model files, by address. An address with `?v=<start of the SHA-256>` never changes its
 * content; one without is asked for again while there is a network.
 */

export const MODEL_CACHE = "cairn-models";

/** How long a network that may be dead is waited for before the kept manifest is used. */
const PATIENCE_MS = 5000;

/** The newest manifest; without a network the last one that was seen. */
export async function serveManifest(event: FetchEvent): Promise<Response> {
  return networkFirst(event, AbortSignal.timeout(PATIENCE_MS));
}

/** A model file: the kept one where its version is kept, else from the network, and kept unless it is asked for with no-store. */
export async function serveModel(event: FetchEvent): Promise<Response> {
  // download.worker keeps what it brings where the engines read it: a second copy would only take room.
  if (event.request.cache === "no-store") return fetch(event.request);
  if (!new URL(event.request.url).searchParams.has("v")) return networkFirst(event);
  const cache = await caches.open(MODEL_CACHE);
  const kept = await cache.match(event.request.url);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.status === 200) event.waitUntil(keep(cache, event.request.url, response.clone()));
  return response;
}

/** Fetches those that are not kept yet. Resolves with the addresses that could not be: out of reach, or no room. */
export async function keepModels(urls: readonly string[]): Promise<string[]> {
  const cache = await caches.open(MODEL_CACHE);
  const missing: string[] = [];
  for (const url of urls) {
    const { origin, pathname, href } = new URL(url, self.location.href);
    if (origin !== self.location.origin || !pathname.startsWith("/models/")) continue;
    if (await cache.match(href)) continue;
    try {
      const response = await fetch(href);
      if (response.status !== 200) throw new Error(`${href} was answered with ${response.status}.`);
      await keep(cache, href, response);
    } catch (error) {
      console.warn(error);
      missing.push(url);
    }
  }
  return missing;
}

async function networkFirst(event: FetchEvent, signal?: AbortSignal): Promise<Response> {
  const cache = await caches.open(MODEL_CACHE);
  const { url } = event.request;
  try {
    const response = await fetch(event.request, { signal });
    if (response.status === 200) event.waitUntil(keep(cache, url, response.clone()));
    return response;
  } catch (error) {
    const kept = (await cache.match(url)) ?? (await cache.match(url, { ignoreSearch: true }));
    if (kept) return kept;
    throw error;
  }
}

/** Stores one file, and lets its other versions go once it is stored. */
async function keep(cache: Cache, url: string, response: Response): Promise<void> {
  await cache.put(url, response);
  const { pathname } = new URL(url);
  for (const other of await cache.keys()) {
    if (other.url !== url && new URL(other.url).pathname === pathname) await cache.delete(other);
  }
}
