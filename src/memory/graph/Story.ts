import type { Op, TableName } from "../model";
import { isUndoOf } from "./causeChain";

/** What was said and answered stays whatever is undone; only deleting the chat takes it away. */
const STAYS = new Set(["say", "answer"]);
const LEARNED: readonly TableName[] = ["memories", "links"];

/** The ops of a cause and of its undos, by row, oldest first: only those that an undo of it is about. */
export type Story = Map<string, { table: TableName; id: string; ops: Op[] }>;

/** The story of a cause, or of one entry of it. The diary (table passes) is marked, not taken back, so it is not part of it. */
export function toStory(ops: readonly Op[], causeId: string, entry: string | null): Story {
  const story: Story = new Map();
  for (const op of ops) {
    if (op.table === "passes" || STAYS.has(op.cause.kind)) continue;
    if (op.cause.kind === "learn" && !LEARNED.includes(op.table)) continue;
    // A whole undo of a row that several entries changed belongs to each of them.
    const belongs = entry === null || op.entry === entry || (isUndoOf(op, causeId) && op.entry === null);
    if (!belongs) continue;
    const key = `${op.table} ${op.id}`;
    const row = story.get(key) ?? { table: op.table, id: op.id, ops: [] };
    row.ops.push(op);
    story.set(key, row);
  }
  for (const [key, row] of story) if (row.ops.every((op) => isUndoOf(op, causeId))) story.delete(key);
  return story;
}
