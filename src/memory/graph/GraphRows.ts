import type { Rows, TableName } from "../model";

/** Every row of a memory at one moment, by table and id. A value: nothing changes it in place. */
export type GraphRows = { readonly [T in TableName]: ReadonlyMap<string, Rows[T]> };

/** Lists of rows by table, as a database or a file gives them. */
export type RowLists = { readonly [T in TableName]?: readonly Rows[T][] };

/** The rows of these lists, by id; where an id comes twice the later one stands. */
export function toGraphRows(lists: RowLists): GraphRows {
  const byId = <R extends { id: string }>(rows: readonly R[] = []): ReadonlyMap<string, R> =>
    new Map(rows.map((row) => [row.id, row]));
  return {
    sources: byId(lists.sources),
    passages: byId(lists.passages),
    memories: byId(lists.memories),
    links: byId(lists.links),
    chats: byId(lists.chats),
    turns: byId(lists.turns),
    passes: byId(lists.passes),
  };
}

/** A memory with nothing in it. */
export function emptyRows(): GraphRows {
  return toGraphRows({});
}
