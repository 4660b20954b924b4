import type { DiaryLine, GraphDiff, Link, Memory, PassId } from "../model";

/** What a pass sees: memories with their vectors, and the links among them, at one rev. */
export interface ReflectSnapshot {
  passId: PassId;
  baseRev: number;
  now: number;
  /** All current memories, and the insights of any status: an id that was taken once is not taken again. */
  memories: Memory[];
  /** One unit vector a memory, in the same order; null where it is not embedded yet. */
  vectors: (Float32Array | null)[];
  links: Link[];
  /** Ids of diary lines that the user undid: never proposed again without new evidence. */
  dismissed: string[];
}

/** What a pass would do. Every change names the diary line it belongs to in `entry`. */
export interface PassPlan {
  diff: GraphDiff;
  lines: DiaryLine[];
}

/** How far planning is. */
export interface PlanStep {
  done: number;
  total: number;
  /** What is being done, in a few plain words. */
  what: string;
}

/** Changes that one pass may make; what is left over waits for the next. */
export const MAX_CHANGES = 200;
/** What ties an insight to its members. */
export const INSIGHT_LABEL = "brought together";
/** Fewer members make no insight. */
export const MIN_MEMBERS = 3;

/** The words of an insight: its most central member, verbatim, introduced without a claim that no member holds. */
export function insightText(centre: string): string {
  return `Several memories belong together, around: “${centre}”`;
}
