import { DiffMismatch } from "../memory/graph/applyDiff";
import { causeChain } from "../memory/graph/causeChain";
import { isSame } from "../memory/graph/isSame";
import type { Op, TableName } from "../memory/model";
import type { CairnDexie } from "./CairnDexie";
import type { Connection } from "./Connection";
import { fromStored, type StoredRows, toStored } from "./schema";

/**
 * Writes ops and the rows they lead to in one transaction, and resolves when it has completed. False, with nothing written, where
 * the database is no longer at the rev before the first op. Throws DiffMismatch where a row is not as its op found it.
 */
export async function commitOps(connection: Connection, ops: readonly Op[]): Promise<boolean> {
  const tables = [...new Set(ops.map((op) => op.table))];
  const [first, last] = [ops[0], ops.at(-1)];
  if (!first || !last) return true;
  return connection.write([...tables, "ops"], async (db, state) => {
    if (state.rev !== first.rev - 1) return false;
    for (const table of tables)
      await writeRows(
        db,
        table,
        ops.filter((op) => op.table === table),
      );
    await db.ops.bulkAdd(ops.map((op) => ({ ...op, causeIds: causeChain(op.cause.id) })));
    await db.meta.put({ ...state, rev: last.rev });
    return true;
  });
}

async function writeRows(db: CairnDexie, table: TableName, ops: readonly Op[]): Promise<void> {
  const rows = db.table<StoredRows[TableName], string>(table);
  const stored = await rows.bulkGet(ops.map((op) => op.id));
  ops.forEach((op, place) => {
    const row = stored[place];
    if (!isSame(row ? fromStored(row) : null, op.before)) throw new DiffMismatch(op);
  });
  await rows.bulkPut(ops.flatMap((op) => (op.after ? [toStored(table, op.after)] : [])));
  await rows.bulkDelete(ops.flatMap((op) => (op.after ? [] : [op.id])));
}
