import type { Change, Link, Memory, TableName } from "../model";
import type { GraphRows } from "./GraphRows";
import { isSame } from "./isSame";
import { lowerTrust } from "./lowerTrust";
import { makeChange } from "./makeChange";

/**
 * An undo's changes made whole: nothing that is put back names a row that is gone, links lose the members that go (and go
 * themselves when fewer than two are left), a memory left with nothing to rest on goes, as does an insight left with fewer
 * than two members or quoting one that goes, and trust is no higher than what is left.
 */
export function settleChanges(rows: GraphRows, changes: readonly Change[]): Change[] {
  const byRow = new Map(changes.map((change) => [`${change.table} ${change.id}`, change]));
  const put = (change: Change) => byRow.set(`${change.table} ${change.id}`, change);
  const exists = (table: TableName, id: string) => {
    const change = byRow.get(`${table} ${id}`);
    return change ? change.after !== null : rows[table].has(id);
  };
  for (let open = true; open; ) {
    open = false;
    for (const change of [...byRow.values()]) {
      if (change.table !== "memories" || change.after === null) continue;
      const after = heldMemory(change.after, exists);
      if (isSame(after, change.after)) continue;
      put({ ...change, after });
      open = true;
    }
    for (const memory of rows.memories.values()) {
      if (byRow.has(`memories ${memory.id}`)) continue;
      const gone = memory.derivedFrom.flatMap((id) => {
        const change = byRow.get(`memories ${id}`);
        return change?.table === "memories" && change.after === null ? [change] : [];
      });
      if (gone.length === 0) continue;
      put(makeChange("memories", memory, withoutParents(memory, gone), gone[0]?.entry ?? null));
      open = true;
    }
  }
  for (const change of [...byRow.values()]) {
    if (change.table === "links" && change.after !== null) put({ ...change, after: heldLink(change.after, exists) });
  }
  for (const link of rows.links.values()) {
    if (byRow.has(`links ${link.id}`)) continue;
    const after = heldLink(link, exists);
    const gone = link.members
      .map((member) => byRow.get(`memories ${member.memoryId}`))
      .find((each) => each?.after === null);
    if (!isSame(link, after)) put(makeChange("links", link, after, gone?.entry ?? null));
  }
  return lowerTrust(rows, [...byRow.values()]).filter((change) => !isSame(change.before, change.after));
}

type Exists = (table: TableName, id: string) => boolean;

function heldMemory(memory: Memory, exists: Exists): Memory | null {
  const evidence = memory.evidence.filter((each) => exists("passages", each.passageId));
  const derivedFrom = memory.derivedFrom.filter((id) => exists("memories", id));
  return evidence.length + derivedFrom.length > 0 ? { ...memory, evidence, derivedFrom } : null;
}

/** What is derived from several keeps the others, unless it repeats the words of one that goes. */
function withoutParents(memory: Memory, gone: readonly Change[]): Memory | null {
  const derivedFrom = memory.derivedFrom.filter((id) => !gone.some((change) => change.id === id));
  const quotes = gone.some(
    (change) => change.table === "memories" && memory.text.includes(change.before?.text ?? "\0"),
  );
  return derivedFrom.length < 2 || quotes ? null : { ...memory, derivedFrom };
}

function heldLink(link: Link, exists: Exists): Link | null {
  const members = link.members.filter((member) => exists("memories", member.memoryId));
  if (members.length === 0 || (members.length < 2 && members.length < link.members.length)) return null;
  return { ...link, members, evidence: link.evidence.filter((id) => exists("passages", id)) };
}
