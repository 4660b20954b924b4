import { TABLES, type TableName } from "../model";
import type { GraphRows } from "./GraphRows";
import { isSame } from "./isSame";

/** The tables in which two memories do not hold the same rows; empty where they are equal. */
export function differingTables(a: GraphRows, b: GraphRows): TableName[] {
  return TABLES.filter((table) => {
    const other: ReadonlyMap<string, unknown> = b[table];
    if (a[table].size !== other.size) return true;
    for (const [id, row] of a[table]) if (!isSame(row, other.get(id))) return true;
    return false;
  });
}
