import type { Change, GraphDiff, Op, Pass, Rows, TableName } from "../model";
import type { Store } from "../ports";
import { applyDiff } from "./applyDiff";
import { isUndoOf } from "./causeChain";
import { checkInvariants } from "./checkInvariants";
import type { GraphRows } from "./GraphRows";
import { isSame } from "./isSame";
import { loadNeighbourhood } from "./loadNeighbourhood";
import { markPasses } from "./markPasses";
import { composeRowPatch, type Fields, isSpent, type RowPatch } from "./RowPatch";
import { type Story, toStory } from "./Story";
import { settleChanges } from "./settleChanges";
import { undoRow } from "./undoRow";

/** Why a cause cannot be undone now, as a sentence for people. */
export interface Refusal {
  refused: string;
}

interface Standing {
  table: TableName;
  id: string;
  ops: Op[];
  patch: RowPatch;
}

/**
 * The diff that takes back what a cause (or one entry of it) did and still stands, leaving what came later: a three-way merge
 * of each row, field by field. An undo is a cause of its own (`undoCause`), so undoing that is a redo. The diff is empty where all
 * of it is undone already. Rules [O3] to [O11] of SPEC.md.
 */
export async function planUndo(
  store: Store,
  causeId: string,
  entry: string | null = null,
): Promise<GraphDiff | Refusal> {
  const ops = await store.opsOfCause(causeId);
  const story = toStory(ops, causeId, entry);
  if (story.size === 0) return { refused: "There is nothing here to undo." };
  const standing = standingRows(story, causeId);
  if (standing.length === 0) return { changes: [] };

  const { changes, forgotten } = await takeBack(store, standing, causeId);
  if (changes.length === 0) {
    return {
      refused: forgotten ? FORGOTTEN : "What this did has been changed again since, so there is nothing left to undo.",
    };
  }
  const { rows, settled } = await settle(store, changes);
  const after = applyDiff(rows, { changes: settled });
  const broken = brokenAnew(rows, after);
  if (broken > 0) return { refused: whyNot(after, settled, forgotten) };
  return { changes: [...settled, ...markPasses(ops, causeId, entry, await passesOf(store, ops))] };
}

/** The entries of a cause of which nothing stands any more. */
export function undoneEntries(ops: readonly Op[], causeId: string): Set<string> {
  const own = ops.filter((op) => !isUndoOf(op, causeId));
  const entries = new Set(own.flatMap((op) => (op.entry === null ? [] : [op.entry])));
  const isUndone = (entry: string) => standingRows(toStory(ops, causeId, entry), causeId).length === 0;
  return new Set([...entries].filter((entry) => ops.length > own.length && isUndone(entry)));
}

const FORGOTTEN = "Part of this was forgotten since. Undo the forgetting first.";

function standingRows(story: Story, causeId: string): Standing[] {
  return [...story.values()]
    .map((row) => ({ ...row, patch: composeRowPatch(row.table, row.ops, causeId) }))
    .filter((row) => !isSpent(row.table, row.patch));
}

async function takeBack(
  store: Store,
  standing: readonly Standing[],
  causeId: string,
): Promise<{ changes: Change[]; forgotten: boolean }> {
  const changes: Change[] = [];
  let forgotten = false;
  for (const table of new Set(standing.map((row) => row.table))) {
    const rows = standing.filter((row) => row.table === table);
    const current = await store.getMany(
      table,
      rows.map((row) => row.id),
    );
    rows.forEach((row, place) => {
      const before = (current[place] ?? null) as Fields | null;
      const after = undoRow(table, row.patch, before);
      if (isSame(before, after)) return;
      if (after === null && before?.status === "forgotten" && !forgets(row.ops, causeId)) {
        // What the user forgot later stays as a mark that it was forgotten.
        forgotten = true;
        return;
      }
      changes.push({ table, id: row.id, before, after, entry: entryOf(row.ops) } as unknown as Change);
    });
  }
  return { changes, forgotten };
}

/** Settled changes with the rows around them; what settling takes away has rows around it too, hence the rounds. */
async function settle(store: Store, changes: readonly Change[]): Promise<{ rows: GraphRows; settled: Change[] }> {
  const gone = (of: readonly Change[]) => of.filter((change) => change.after === null).length;
  for (let open = changes; ; ) {
    const rows = await loadNeighbourhood(store, open);
    const settled = settleChanges(rows, open);
    if (gone(settled) === gone(open)) return { rows, settled };
    open = settled;
  }
}

function forgets(ops: readonly Op[], causeId: string): boolean {
  return ops.some((op) => !isUndoOf(op, causeId) && (op.after as Fields | null)?.status === "forgotten");
}

function entryOf(ops: readonly Op[]): string | null {
  const first = ops[0]?.entry ?? null;
  return ops.every((op) => op.entry === first) ? first : null;
}

async function passesOf(store: Store, ops: readonly Op[]): Promise<Map<string, Pass>> {
  const ids = [...new Set(ops.filter((op) => op.table === "passes").map((op) => op.id))];
  const passes = await store.getMany("passes", ids);
  return new Map(passes.flatMap((pass) => (pass ? [[pass.id, pass] as const] : [])));
}

function brokenAnew(before: GraphRows, after: GraphRows): number {
  const known = new Set(checkInvariants(before));
  return checkInvariants(after).filter((sentence) => !known.has(sentence)).length;
}

/** The commonest reasons by name, each with what to do about it. */
function whyNot(after: GraphRows, changes: readonly Change[], forgotten: boolean): string {
  if (forgotten) return FORGOTTEN;
  const hidden = [...after.passages.values()].some(
    (passage) => passage.status === "live" && after.sources.get(passage.sourceId)?.status === "forgotten",
  );
  if (hidden) return "Its source was forgotten since. Undo that first.";
  const gone = new Set(
    changes.filter((change) => change.after === null).map((change) => `${change.table} ${change.id}`),
  );
  if ([...after.turns.values()].some((turn) => gone.has(`chats ${turn.chatId}`))) {
    return "A conversation of it was gone on with since. Delete that conversation first.";
  }
  const resting = [...after.memories.values()].filter((memory) => restsOn(memory, gone)).length;
  if (resting === 0) return "What came later rests on this. Undo what came later first.";
  const memories = resting === 1 ? "A later memory rests" : `${resting} later memories rest`;
  return `${memories} on this. Undo what made ${resting === 1 ? "it" : "them"} first.`;
}

function restsOn(memory: Rows["memories"], gone: ReadonlySet<string>): boolean {
  const parents = [...memory.derivedFrom, ...(memory.replacedBy ? [memory.replacedBy] : [])];
  return (
    memory.evidence.some((each) => gone.has(`passages ${each.passageId}`)) ||
    parents.some((id) => gone.has(`memories ${id}`))
  );
}
