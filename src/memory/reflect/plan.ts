import type { DiaryLine, GraphDiff, Link, Memory, PassId } from "../model";

/** What a pass sees: current memories with their vectors, and the links among them, at one rev. */
export interface ReflectSnapshot {
  passId: PassId;
  baseRev: number;
  now: number;
  memories: Memory[];
  /** One unit vector a memory, in the same order; null where it is not embedded yet. */
  vectors: (Float32Array | null)[];
  links: Link[];
  /** Keys of proposals that the user undid: never proposed again without new evidence. */
  dismissed: string[];
}

/** What a pass would do. Every change names the diary line it belongs to in `entry`. */
export interface PassPlan {
  diff: GraphDiff;
  lines: DiaryLine[];
}
