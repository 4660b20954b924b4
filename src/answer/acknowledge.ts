/** What learning from a turn came to. */
export interface Learned {
  kept: number;
  reinforced: number;
  /** Passages that say so, of the memory that was reinforced; looked at where it is the only one. */
  support: number;
}

/** One short line for someone who told something and asked nothing. */
export function acknowledge({ kept, reinforced, support }: Learned): string {
  if (kept > 0 && reinforced > 0) return `Kept ${memories(kept)}; ${reinforced} more you had told me before.`;
  if (kept > 0) return `Kept ${memories(kept)}.`;
  if (reinforced === 1) return `You told me that before; it now rests on ${support} passages.`;
  if (reinforced > 1) return "You told me all of that before; each memory now rests on one more passage.";
  return "Nothing to keep in that; your words stay in this chat.";
}

function memories(count: number): string {
  return count === 1 ? "1 memory" : `${count} memories`;
}
