import { checkMemories } from "./checkMemories";
import { checkSources } from "./checkSources";
import type { GraphRows } from "./GraphRows";

/** Every broken rule of [I1] to [I12] in SPEC.md, one sentence each; empty where all hold. Linear in the rows. */
export function checkInvariants(rows: GraphRows): string[] {
  return [...checkSources(rows), ...checkMemories(rows)];
}
