import type { Op, TableName } from "../model";
import { isUndoOf } from "./causeChain";
import { isSame } from "./isSame";
import { MERGE_FIELDS } from "./mergeFields";

/** A row as a bag of fields, for work that is the same for every table. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a cause did to a set and has not been taken back: elements by key. `order` is the set as the cause found it. */
export interface SetPatch {
  added: Map<string, unknown>;
  removed: Map<string, unknown>;
  order: readonly unknown[];
}

/** What a cause did to one row and still stands, all that was undone taken out. */
export interface RowPatch {
  /** created: the row is this cause's. removed: it took the row away. */
  existence: "kept" | "created" | "removed";
  /** The row it took away. */
  removedRow: Fields | null;
  /** Steps of each group of fields (named by its fields), oldest first; what others did may lie between two steps. */
  steps: Map<string, { from: Fields; to: Fields }[]>;
  sets: Map<string, SetPatch>;
}

/** What stands of a cause on one row. `ops` are those of the cause and of its undos on that row, oldest first. */
export function composeRowPatch(table: TableName, ops: readonly Op[], causeId: string): RowPatch {
  let patch = emptyPatch();
  // Undo takes a row away or brings it back together with all that the cause did to it; redo swaps that back.
  let parked: RowPatch | null = null;
  for (const op of ops) {
    const before = op.before as Fields | null;
    const after = op.after as Fields | null;
    if (before !== null && after !== null) addChange(patch, table, before, after);
    else if (isUndoOf(op, causeId)) {
      [patch, parked] = [parked ?? emptyPatch(), patch];
    } else if (after !== null) {
      patch.existence = "created";
      for (const { field, keyOf } of MERGE_FIELDS[table].sets)
        addToSet(setOf(patch, field, []), [], listOf(after, field), keyOf);
    } else {
      if (patch.existence === "created") patch = emptyPatch();
      else Object.assign(patch, { existence: "removed", removedRow: before });
    }
  }
  return patch;
}

/** Whether nothing that the cause did to this row stands any more. A memory or link that only others support counts as theirs. */
export function isSpent(table: TableName, patch: RowPatch): boolean {
  if (patch.existence === "removed" || patch.steps.size > 0) return false;
  const sets = [...patch.sets.values()];
  if (sets.some((set) => set.added.size > 0 || set.removed.size > 0)) return false;
  return patch.existence === "kept" || MERGE_FIELDS[table].sets.length > 0;
}

/** The groups that a table's fields fall into, for the fields of these rows; sets are not among them. */
function groupsOf(table: TableName, before: Fields, after: Fields): (readonly string[])[] {
  const { sets, groups } = MERGE_FIELDS[table];
  const taken = new Set([...sets.map((set) => set.field), ...groups.flat()]);
  const single = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !taken.has(field));
  return [...groups, ...single.map((field) => [field])];
}

function addChange(patch: RowPatch, table: TableName, before: Fields, after: Fields): void {
  for (const group of groupsOf(table, before, after)) {
    const from = pick(before, group);
    const to = pick(after, group);
    if (isSame(from, to)) continue;
    const name = group.join(" ");
    const steps = patch.steps.get(name) ?? [];
    const last = steps.at(-1);
    if (last && isSame(last.to, from)) last.to = to;
    else steps.push({ from, to });
    const ended = steps.at(-1);
    if (ended && isSame(ended.from, ended.to)) steps.pop();
    if (steps.length > 0) patch.steps.set(name, steps);
    else patch.steps.delete(name);
  }
  for (const { field, keyOf } of MERGE_FIELDS[table].sets) {
    const [from, to] = [listOf(before, field), listOf(after, field)];
    addToSet(setOf(patch, field, from), from, to, keyOf);
  }
}

function addToSet(
  set: SetPatch,
  from: readonly unknown[],
  to: readonly unknown[],
  keyOf: (item: unknown) => string,
): void {
  const [had, has] = [new Map(from.map((item) => [keyOf(item), item])), new Map(to.map((item) => [keyOf(item), item]))];
  for (const [key, item] of has) if (!had.has(key) && !set.removed.delete(key)) set.added.set(key, item);
  for (const [key, item] of had) if (!has.has(key) && !set.added.delete(key)) set.removed.set(key, item);
}

function setOf(patch: RowPatch, field: string, order: readonly unknown[]): SetPatch {
  const set = patch.sets.get(field) ?? { added: new Map(), removed: new Map(), order };
  patch.sets.set(field, set);
  return set;
}

function emptyPatch(): RowPatch {
  return { existence: "kept", removedRow: null, steps: new Map(), sets: new Map() };
}

/** These fields of a row. */
export function pick(row: Fields, fields: readonly string[]): Fields {
  return Object.fromEntries(fields.map((field) => [field, row[field]]));
}

/** A field that holds a list. */
export function listOf(row: Fields, field: string): readonly unknown[] {
  const list = row[field];
  return Array.isArray(list) ? list : [];
}
