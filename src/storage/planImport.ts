import { applyDiff } from "../memory/graph/applyDiff";
import { checkInvariants } from "../memory/graph/checkInvariants";
import { type GraphRows, toGraphRows } from "../memory/graph/GraphRows";
import { isSame } from "../memory/graph/isSame";
import { lowerTrust } from "../memory/graph/lowerTrust";
import { makeChange } from "../memory/graph/makeChange";
import type { Change, GraphDiff, Link, Memory, MemoryId, Pass, PassId, Rows, TableName, Turn } from "../memory/model";
import { TABLES } from "../memory/model";
import type { Store } from "../memory/ports";
import { type ImportTargets, importTargets, sayingOf } from "./importTargets";
import { FILE_TABLES, type FileTable, type MemoryFile } from "./memoryFile";
import { joinSupport, mergeChats, mergeLinks, mergeMemories, mergeSources, mergeTurns } from "./mergeRows";
import { openCircles } from "./openCircles";
import { UnreadableMemoryFile } from "./UnreadableMemoryFile";

/** What an import would do. */
export interface ImportPlan {
  /** Empty where all of it is here already. */
  diff: GraphDiff;
  /** Rows that are new here, by table. */
  adds: Record<FileTable, number>;
  /** Rows of the file that add nothing new: here already, or forgotten here. */
  known: number;
}

/** The diary's page of an import: the cause's id, and when it is done. */
export interface ImportPass {
  id: PassId;
  at: number;
}

/**
 * What a memory file adds to the memory here: each thing once, by its id; a statement that is believed here gets the evidence
 * instead of a twin; what was forgotten here stays forgotten. Planning it again after it was committed gives nothing. With `pass` the
 * diff also writes the diary. Throws UnreadableMemoryFile where the file and the memory here contradict each other.
 */
export async function planImport(file: MemoryFile, store: Store, pass?: ImportPass): Promise<ImportPlan> {
  const here = await readAll(store);
  const changes = lowerTrust(here, plan(file, here)).filter((change) => !isSame(change.before, change.after));
  const known = new Set(checkInvariants(here));
  const broken = checkInvariants(applyDiff(here, { changes })).find((sentence) => !known.has(sentence));
  if (broken !== undefined) {
    throw new UnreadableMemoryFile(`This memory file does not go together with what is here. ${broken}`);
  }
  const count = (table: FileTable) =>
    changes.filter((change) => change.table === table && change.before === null).length;
  const adds = Object.fromEntries(FILE_TABLES.map((table) => [table, count(table)])) as Record<FileTable, number>;
  const total = FILE_TABLES.reduce((sum, table) => sum + file[table].length, 0);
  const added = Object.values(adds).reduce((sum, each) => sum + each, 0);
  if (!pass || changes.length === 0) return { diff: { changes }, adds, known: total - added };
  const entered = changes.map((change) => ({ ...change, entry: pass.id }) as Change);
  const diary = makeChange("passes", null, toPass(pass, adds, total - added));
  return { diff: { changes: [...entered, diary] }, adds, known: total - added };
}

async function readAll(store: Store): Promise<GraphRows> {
  const lists = await Promise.all(TABLES.map(async (table) => [table, await store.all(table)] as const));
  return toGraphRows(Object.fromEntries(lists));
}

function plan(file: MemoryFile, here: GraphRows): Change[] {
  const next = new Map<string, { table: TableName; row: Rows[TableName] }>();
  const now = <T extends TableName>(table: T, id: string): Rows[T] | undefined =>
    (next.get(`${table} ${id}`)?.row as Rows[T] | undefined) ?? (here[table] as ReadonlyMap<string, Rows[T]>).get(id);
  const put = <T extends TableName>(table: T, row: Rows[T], merge: (known: Rows[T], row: Rows[T]) => Rows[T]) => {
    const known = now(table, row.id);
    next.set(`${table} ${row.id}`, { table, row: known ? merge(known, row) : row });
  };
  const isOpen = (table: "sources" | "passages", id: string) => {
    const row = now(table, id);
    return row !== undefined && row.status !== "forgotten";
  };

  for (const source of file.sources) put("sources", source, mergeSources);
  for (const passage of file.passages) {
    const known = here.passages.get(passage.id);
    if (known && !isSame({ ...known, status: "live" }, passage)) {
      throw new UnreadableMemoryFile("This memory file holds other words under a name that is taken here.");
    }
    if (!known && isOpen("sources", passage.sourceId)) put("passages", passage, (first) => first);
  }
  const targets = importTargets(file, here);
  const inFile = new Map<string, Memory>(file.memories.map((memory) => [memory.id, memory]));
  const saying = (id: string) => {
    const memory = here.memories.get(id) ?? inFile.get(id);
    return memory ? sayingOf(memory) : id;
  };
  for (const memory of supportedMemories(file, targets, (id) => isOpen("passages", id))) {
    const target = targets.get(memory.id);
    if (target === memory.id) put("memories", memory, (a, b) => mergeMemories(a, b, saying));
    else
      put("memories", { ...memory, id: target as MemoryId }, (known, row) => ({
        ...known,
        ...joinSupport(known, row),
      }));
  }
  for (const memory of openCircles(new Set([...targets.values()].filter((id) => id !== null)), (id) =>
    now("memories", id),
  )) {
    put("memories", memory, (_, opened) => opened);
  }
  const isKept = (id: string) => {
    const target = targets.get(id);
    return typeof target === "string" && now("memories", target) !== undefined;
  };
  for (const link of file.links) {
    const mapped = mapLink(link, targets, isKept, (id) => isOpen("passages", id));
    if (mapped) put("links", mapped, mergeLinks);
  }
  for (const chat of file.chats) if (isOpen("sources", chat.sourceId)) put("chats", chat, mergeChats);
  for (const turn of file.turns) {
    const whole = now("chats", turn.chatId) !== undefined && isOpen("passages", turn.passageId);
    if (whole || here.turns.has(turn.id)) put("turns", mapTurn(turn, targets, here), mergeTurns);
  }
  return [...next.values()].map(({ table, row }) =>
    makeChange(table, (here[table] as ReadonlyMap<string, Rows[TableName]>).get(row.id) ?? null, row),
  );
}

/** The memories that go somewhere, their references led to where those go; without what is withheld here, or rests on it alone. */
function supportedMemories(file: MemoryFile, targets: ImportTargets, isOpen: (passageId: string) => boolean): Memory[] {
  const kept = new Map<string, Memory>(file.memories.map((memory) => [memory.id, memory]));
  const led = (id: MemoryId) => targets.get(id) as MemoryId | null;
  for (let open = true; open; ) {
    open = false;
    for (const [id, memory] of kept) {
      const evidence = memory.evidence.filter((each) => isOpen(each.passageId));
      const derivedFrom = memory.derivedFrom.filter((parent) => kept.has(parent));
      const covered = memory.replacedBy !== null && kept.has(memory.replacedBy);
      const bare = evidence.length + derivedFrom.length === 0 || (memory.status === "archived" && !covered);
      if (targets.get(id) !== null && !bare) continue;
      kept.delete(id);
      open = true;
    }
  }
  return [...kept.values()].map((memory) => {
    const target = led(memory.id);
    const parents = memory.derivedFrom.filter((id) => kept.has(id)).flatMap((id) => led(id) ?? []);
    const cover = memory.replacedBy !== null && kept.has(memory.replacedBy) ? led(memory.replacedBy) : null;
    return {
      ...memory,
      evidence: memory.evidence.filter((each) => isOpen(each.passageId)),
      derivedFrom: [...new Set(parents)].filter((id) => id !== target),
      replacedBy: cover === target ? null : cover,
    };
  });
}

function mapLink(
  link: Link,
  targets: ImportTargets,
  isKept: (memoryId: string) => boolean,
  isOpen: (passageId: string) => boolean,
): Link | null {
  const byKey = new Map<string, Link["members"][number]>();
  for (const member of link.members) {
    if (!isKept(member.memoryId)) continue;
    const memoryId = targets.get(member.memoryId) as MemoryId;
    byKey.set(`${memoryId} ${member.role}`, { ...member, memoryId });
  }
  const members = [...byKey.values()];
  if (members.length === 0 || (members.length < 2 && members.length < link.members.length)) return null;
  return { ...link, members, evidence: link.evidence.filter(isOpen) };
}

/** An answer's lines open the memory here that says what theirs said. One that quotes what was forgotten here stays out. */
function mapTurn(turn: Turn, targets: ImportTargets, here: GraphRows): Turn {
  if (turn.answer === null) return turn;
  const quotes = turn.answer.recalled.some(
    (line) =>
      here.passages.get(line.passageId)?.status === "forgotten" ||
      here.sources.get(line.sourceId)?.status === "forgotten" ||
      (line.memoryId !== null && targets.get(line.memoryId) === null),
  );
  if (quotes) return { ...turn, answer: null };
  const recalled = turn.answer.recalled.map((line) => {
    const target = line.memoryId === null ? null : targets.get(line.memoryId);
    return target ? { ...line, memoryId: target as MemoryId } : line;
  });
  return { ...turn, answer: { ...turn.answer, recalled } };
}

function toPass({ id, at }: ImportPass, adds: Record<FileTable, number>, known: number): Pass {
  const words = [
    counted(adds.memories, "memory", "memories"),
    counted(adds.passages, "passage", "passages"),
    counted(adds.sources, "source", "sources"),
    counted(adds.chats, "conversation", "conversations"),
  ].filter((word) => word !== null);
  const text = words.length > 0 ? `Added ${listed(words)}.` : "Added evidence to what was known.";
  const detail = known > 0 ? `${counted(known, "thing was", "things were")} known already.` : "";
  const line = { id, text, detail, memoryId: null, undone: false };
  return { id, kind: "import", title: "Memory file", startedAt: at, endedAt: at, lines: [line], undone: false };
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? one : many}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
