/** Whether two values of plain data are equal all the way down. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right: Record<string, unknown> = { ...b };
  return left.length === Object.keys(right).length && left.every(([key, value]) => sameValue(value, right[key]));
}

/** `fresh`, with each item that has not changed replaced by the object already held, so that only what changed is drawn again. */
export function keepSame<T>(held: readonly T[], fresh: readonly T[], key: (item: T) => string): T[] {
  const byKey = new Map(held.map((item) => [key(item), item]));
  return fresh.map((item) => {
    const old = byKey.get(key(item));
    return old !== undefined && sameValue(old, item) ? old : item;
  });
}
