import type { Change, Rows, TableName } from "../model";
import type { Store } from "../ports";
import { type GraphRows, toGraphRows } from "./GraphRows";

type Lists = { [T in TableName]: Rows[T][] };

/**
 * The rows that a diff touches as they are now, those that rest on them, and all that any of these rest on in turn: enough to
 * see whether the diff would break an invariant. Loads no more than that, except every link's row where a passage goes.
 */
export async function loadNeighbourhood(store: Store, changes: readonly Change[]): Promise<GraphRows> {
  const rows: Lists = { sources: [], passages: [], memories: [], links: [], chats: [], turns: [], passes: [] };
  const seen = new Set<string>();
  const add = <T extends TableName>(table: T, found: readonly (Rows[T] | undefined)[]) => {
    for (const row of found) {
      if (row === undefined || seen.has(`${table} ${row.id}`)) continue;
      seen.add(`${table} ${row.id}`);
      (rows[table] as Rows[T][]).push(row);
    }
  };
  const need = async <T extends TableName>(table: T, ids: Iterable<string>) => {
    const missing = [...new Set(ids)].filter((id) => !seen.has(`${table} ${id}`));
    if (missing.length > 0) add(table, await store.getMany(table, missing));
  };

  for (const table of ["sources", "passages", "memories", "links", "chats", "turns"] as const) {
    await need(
      table,
      changes.filter((change) => change.table === table).map((change) => change.id),
    );
  }
  await addDependants(store, changes, add, rows);

  const afters = toGraphRows({
    memories: changes.flatMap((change) => (change.table === "memories" && change.after ? [change.after] : [])),
    passages: changes.flatMap((change) => (change.table === "passages" && change.after ? [change.after] : [])),
    links: changes.flatMap((change) => (change.table === "links" && change.after ? [change.after] : [])),
    chats: changes.flatMap((change) => (change.table === "chats" && change.after ? [change.after] : [])),
    turns: changes.flatMap((change) => (change.table === "turns" && change.after ? [change.after] : [])),
  });
  await need(
    "memories",
    [...rows.links, ...afters.links.values()].flatMap((link) => link.members.map((each) => each.memoryId)),
  );
  for (let known = -1; known !== rows.memories.length; ) {
    known = rows.memories.length;
    const above = [...rows.memories, ...afters.memories.values()];
    await need(
      "memories",
      above.flatMap((memory) => [...memory.derivedFrom, ...(memory.replacedBy ? [memory.replacedBy] : [])]),
    );
  }
  await need(
    "chats",
    [...rows.turns, ...afters.turns.values()].map((turn) => turn.chatId),
  );
  await need("passages", [
    ...[...rows.memories, ...afters.memories.values()].flatMap((memory) =>
      memory.evidence.map((each) => each.passageId),
    ),
    ...[...rows.links, ...afters.links.values()].flatMap((link) => link.evidence),
    ...[...rows.turns, ...afters.turns.values()].map((turn) => turn.passageId),
  ]);
  await need(
    "sources",
    [...rows.passages, ...afters.passages.values()].map((passage) => passage.sourceId),
  );
  await need(
    "sources",
    [...rows.chats, ...afters.chats.values()].map((chat) => chat.sourceId),
  );
  return toGraphRows(rows);
}

/** Rows that rest on what goes or is withheld. */
async function addDependants(
  store: Store,
  changes: readonly Change[],
  add: <T extends TableName>(table: T, found: readonly Rows[T][]) => void,
  rows: Lists,
): Promise<void> {
  const goes = (table: TableName) =>
    changes.filter((change) => change.table === table && change.after === null).map((change) => change.id);
  const withheld = (table: "sources" | "passages" | "memories") =>
    changes
      .filter((change) => change.table === table && (change.after === null || change.after.status === "forgotten"))
      .map((change) => change.id);

  const sources = withheld("sources");
  for (const id of sources) add("passages", await store.passagesOf(id));
  const passages = goes("passages");
  if (sources.length > 0 || passages.length > 0) {
    const homes = new Set([...sources, ...rows.passages.map((passage) => passage.sourceId)]);
    add(
      "chats",
      (await store.all("chats")).filter((chat) => homes.has(chat.sourceId)),
    );
    for (const chat of [...rows.chats]) add("turns", await store.turnsOf(chat.id));
  }
  for (const id of goes("chats")) add("turns", await store.turnsOf(id));
  add("memories", await store.memoriesOfPassages(withheld("passages")));
  if (passages.length > 0) {
    const gone = new Set(passages);
    add(
      "links",
      (await store.all("links")).filter((link) => link.evidence.some((id) => gone.has(id))),
    );
  }
  add("memories", await store.memoriesDerivedFrom(withheld("memories")));
  add("memories", await store.memoriesReplacedBy(goes("memories")));
  add("links", await store.linksOf(goes("memories")));
}
