import type { Change, DiaryLine } from "../model";

/** One thing a pass might do: its changes, each with the line's id as `entry`, and the line that tells of it. */
export interface Proposal {
  line: DiaryLine;
  changes: Change[];
}
