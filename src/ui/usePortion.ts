import { useState } from "react";

/** The first items of a list that may be very long, and a way to more of them. */
export interface Portion<Item> {
  shown: readonly Item[];
  /** Items that are not shown yet. */
  rest: number;
  more(): void;
}

export function usePortion<Item>(items: readonly Item[], size: number): Portion<Item> {
  const [limit, setLimit] = useState(size);
  return {
    shown: items.length > limit ? items.slice(0, limit) : items,
    rest: Math.max(0, items.length - limit),
    more: () => setLimit(limit + size),
  };
}
