import type { LadderStep, Rung } from "../engines/llm/ladder";
import type { KeyValues } from "./appearance";

/** How far down the ladder this device went, and from which choice. */
export interface WayDown {
  chosen: string;
  rung: Rung;
  steps: LadderStep[];
}

const KEY = "cairn-ladder";

/** Remembers it for this device; null forgets it. */
export function keepWayDown(storage: KeyValues, way: WayDown | null): void {
  storage.setItem(KEY, JSON.stringify(way));
}

/** Null where nothing is remembered, or what is was written by another version: then the ladder is tried from its top. */
export function readWayDown(storage: KeyValues): WayDown | null {
  try {
    const way = JSON.parse(storage.getItem(KEY) ?? "null") as WayDown | null;
    return way && typeof way.chosen === "string" && typeof way.rung?.modelId === "string" && Array.isArray(way.steps)
      ? way
      : null;
  } catch {
    return null;
  }
}
