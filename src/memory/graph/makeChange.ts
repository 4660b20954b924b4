import type { Change, Rows, TableName } from "../model";

/** One row's change, its id taken from the row. Throws a TypeError where there is neither a before nor an after. */
export function makeChange<T extends TableName>(
  table: T,
  before: Rows[T] | null,
  after: Rows[T] | null,
  entry: string | null = null,
): Change {
  const row = after ?? before;
  if (row === null) throw new TypeError("A change needs a row before or after it.");
  // The compiler cannot follow that T names one member of the union.
  return { table, id: row.id, before, after, entry } as unknown as Change;
}
