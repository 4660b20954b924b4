/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The bytes with one thing gone wrong: a bit or a byte changed, a piece cut out, doubled, zeroed or swapped, the end lost. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const size = 1 + Math.floor(random() * 64);
  const end = Math.min(bytes.length, at + size);
  const piece = bytes.slice(at, end);
  const result = bytes.slice();
  switch (Math.floor(random() * 7)) {
    case 0:
      result[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      return result;
    case 1:
      result[at] = Math.floor(random() * 256);
      return result;
    case 2:
      return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(end)]);
    case 3:
      return new Uint8Array([...bytes.subarray(0, end), ...piece, ...bytes.subarray(end)]);
    case 4:
      return result.fill(0, at, end);
    case 5: {
      const other = Math.floor(random() * (bytes.length - piece.length));
      result.copyWithin(at, other, other + piece.length);
      return result;
    }
    default:
      return bytes.slice(0, at);
  }
}
