import type { Evidence, TableName } from "../model";
import { compareEvidence } from "./evidence";
import { isSame } from "./isSame";
import { MERGE_FIELDS } from "./mergeFields";
import { type Fields, listOf, pick, type RowPatch } from "./RowPatch";

/**
 * The row with a patch taken back: fields that nobody changed since are put back, what the cause brought into a set goes, what
 * others did stays. Null where the row goes. `current` null: the row is gone; only a removal can then be undone.
 */
export function undoRow(table: TableName, patch: RowPatch, current: Fields | null): Fields | null {
  if (patch.existence === "removed") return current ?? withoutPatch(table, patch, patch.removedRow);
  if (current === null) return null;
  if (patch.existence === "created" && MERGE_FIELDS[table].sets.length === 0) return null;
  const row = withoutPatch(table, patch, current);
  return row !== null && isSupported(table, row, current) ? row : null;
}

function withoutPatch(table: TableName, patch: RowPatch, current: Fields | null): Fields | null {
  if (current === null) return null;
  const row: Record<string, unknown> = { ...current };
  for (const [name, steps] of patch.steps) {
    const group = name.split(" ");
    // From the newest step back, as far as each still stands: what others did between two steps stays.
    for (const step of steps.toReversed()) {
      if (!isSame(pick(row, group), step.to)) break;
      Object.assign(row, step.from);
    }
  }
  for (const { field, keyOf } of MERGE_FIELDS[table].sets) {
    const set = patch.sets.get(field);
    if (!set || (set.added.size === 0 && set.removed.size === 0)) continue;
    const kept = listOf(current, field).filter((item) => !set.added.has(keyOf(item)));
    const byKey = new Map([...kept, ...set.removed.values()].map((item) => [keyOf(item), item]));
    const earlier = set.order.map(keyOf).filter((key) => byKey.has(key));
    const keys = new Set([...earlier, ...byKey.keys()]);
    row[field] = [...keys].map((key) => byKey.get(key));
  }
  if (table === "memories") row.evidence = [...(row.evidence as Evidence[])].sort(compareEvidence);
  return row;
}

/** A memory needs something to rest on; a link needs members, and two if it had two. */
function isSupported(table: TableName, row: Fields, current: Fields): boolean {
  if (table === "memories") return listOf(row, "evidence").length + listOf(row, "derivedFrom").length > 0;
  if (table === "links") return listOf(row, "members").length >= Math.min(2, listOf(current, "members").length || 1);
  return true;
}
