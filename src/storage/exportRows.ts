import type { GraphRows } from "../memory/graph/GraphRows";
import type { Link, Memory, Turn } from "../memory/model";
import type { MemoryFile } from "./memoryFile";

/**
 * What of a memory goes into a file: all but what the user forgot and what would speak of it: passages that only forgotten
 * memories rest on, their turns, answers that quoted them, links and insights left with nothing. Sorted by id.
 */
export function exportRows(rows: GraphRows): MemoryFile {
  const sources = new Map([...rows.sources].filter(([, source]) => source.status !== "forgotten"));
  const secret = secretPassages(rows);
  const passages = new Map(
    [...rows.passages].filter(
      ([id, passage]) => passage.status === "live" && sources.has(passage.sourceId) && !secret.has(id),
    ),
  );
  const memories = keptMemories(rows, passages);
  const chats = new Map([...rows.chats].filter(([, chat]) => sources.has(chat.sourceId)));
  const withheld = (table: "sources" | "passages" | "memories", id: string) =>
    rows[table].has(id) && !{ sources, passages, memories }[table].has(id);
  const turns = [...rows.turns.values()]
    .filter((turn) => chats.has(turn.chatId) && passages.has(turn.passageId))
    .map((turn) => withoutQuotes(turn, withheld));
  return {
    sources: byId(
      [...sources.values()].map((each) => (each.status === "adding" ? { ...each, status: "stopped" } : each)),
    ),
    passages: byId([...passages.values()]),
    memories: byId([...memories.values()]),
    links: byId([...rows.links.values()].flatMap((link) => keptLink(link, memories, passages))),
    chats: byId([...chats.values()]),
    turns: byId(turns),
  };
}

/** Live passages with memories, all of which the user forgot. */
function secretPassages(rows: GraphRows): Set<string> {
  const restOn = (keep: (memory: Memory) => boolean) =>
    new Set<string>(
      [...rows.memories.values()].filter(keep).flatMap((memory) => memory.evidence.map((each) => each.passageId)),
    );
  const kept = restOn((memory) => memory.status !== "forgotten");
  return new Set([...restOn((memory) => memory.status === "forgotten")].filter((id) => !kept.has(id)));
}

function keptMemories(rows: GraphRows, passages: ReadonlyMap<string, unknown>): Map<string, Memory> {
  const kept = new Map([...rows.memories].filter(([, memory]) => memory.status !== "forgotten"));
  for (let open = true; open; ) {
    open = false;
    for (const [id, memory] of kept) {
      const evidence = memory.evidence.filter((each) => passages.has(each.passageId));
      const derivedFrom = memory.derivedFrom.filter((parent) => kept.has(parent));
      const replacedBy = memory.replacedBy !== null && kept.has(memory.replacedBy) ? memory.replacedBy : null;
      const bare = evidence.length + derivedFrom.length === 0;
      // What covers an archived memory says the same in other words: if that is withheld, so is this.
      if (bare || (memory.status === "archived" && replacedBy === null)) kept.delete(id);
      else kept.set(id, { ...memory, evidence, derivedFrom, replacedBy });
      open ||= !kept.has(id);
    }
  }
  return kept;
}

function keptLink(link: Link, memories: ReadonlyMap<string, Memory>, passages: ReadonlyMap<string, unknown>): Link[] {
  const members = link.members.filter((member) => memories.has(member.memoryId));
  if (members.length === 0 || (members.length < 2 && members.length < link.members.length)) return [];
  return [{ ...link, members, evidence: link.evidence.filter((id) => passages.has(id)) }];
}

/** An answer that recalled something withheld holds its words, so it stays behind whole. */
function withoutQuotes(
  turn: Turn,
  withheld: (table: "sources" | "passages" | "memories", id: string) => boolean,
): Turn {
  const quotes = turn.answer?.recalled.some(
    (line) =>
      withheld("passages", line.passageId) ||
      withheld("sources", line.sourceId) ||
      (line.memoryId !== null && withheld("memories", line.memoryId)),
  );
  return quotes ? { ...turn, answer: null } : turn;
}

function byId<R extends { id: string }>(rows: R[]): R[] {
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}
