/**
 * The one Trusted Types policy. Every thread imports this file first: workers, onnxruntime-web's threads and the
 * service worker are script sinks too, and this lets script URLs of the own origin through and nothing else.
 */

interface PolicyFactory {
  readonly defaultPolicy: object | null;
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): object;
}

/** `url` unchanged where it is a script URL of `origin`. Throws a TypeError for any other. */
export function ownScriptUrl(url: string, base: string, origin: string): string {
  const { protocol, origin: target } = new URL(url, base);
  if (target !== origin || protocol === "blob:") throw new TypeError(`${url} is no script of this app.`);
  return url;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
if (factory && !factory.defaultPolicy && "location" in globalThis) {
  factory.createPolicy("default", { createScriptURL: (url) => ownScriptUrl(url, location.href, location.origin) });
}
