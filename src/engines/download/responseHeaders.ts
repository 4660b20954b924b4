/** What the headers of an answer say (RFC 9110). Those of another origin may be hidden from us: then they say nothing. */

/** The name of the content that tells every byte; null where there is none, or only a weak one. */
export function etagOf(headers: Headers): string | null {
  const etag = headers.get("ETag");
  return etag?.startsWith('"') ? etag : null;
}

/** Where a partial answer starts (0 for one without a part) and the size of the whole file, null where it is unknown. */
export function rangeOf(headers: Headers): { start: number; size: number | null } | null {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/.exec(headers.get("Content-Range") ?? "");
  return match && { start: Number(match[1] ?? 0), size: match[2] === undefined ? null : Number(match[2]) };
}

/** How long to wait, ms: seconds, or until a date. Null where it does not say. */
export function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get("Retry-After")?.trim();
  if (!value) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
