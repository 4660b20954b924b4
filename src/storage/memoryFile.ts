import { z } from "zod";
import {
  type Chat,
  type Link,
  MEMORY_KINDS,
  type Memory,
  type Passage,
  type Source,
  type TableName,
  TRUST_TIERS,
  type Turn,
} from "../memory/model";

// The policy of our workers forbids code from strings, which zod would otherwise try first.
z.config({ jitless: true });

/** The version that is written. A reader refuses a newer one and says so. */
export const FILE_VERSION = 1;

/** The tables of a memory file, in the order in which they stand in it. No ops, no vectors, no diary. */
export const FILE_TABLES = [
  "sources",
  "passages",
  "memories",
  "links",
  "chats",
  "turns",
] as const satisfies readonly TableName[];
export type FileTable = (typeof FILE_TABLES)[number];

/** What a memory file holds. */
export interface MemoryFile {
  sources: Source[];
  passages: Passage[];
  memories: Memory[];
  links: Link[];
  chats: Chat[];
  turns: Turn[];
}

const id = z.string().min(1).max(200);
const count = z.int().min(0);
const time = z.number();
const share = z.number().min(0).max(1);
const rank = z.union([z.int().min(1), z.null()]);

const recalled = z.object({
  n: z.int().min(1),
  passageId: id,
  memoryId: id.nullable(),
  sourceId: id,
  sourceTitle: z.string(),
  speaker: z.string().nullable(),
  saidAt: time.nullable(),
  section: z.string(),
  text: z.string(),
  start: count,
  end: count,
  insight: z.boolean(),
  support: z.int().min(1),
  strength: share,
  arms: z.object({ words: rank, vectors: rank }),
});

const answer = z.object({
  kind: z.enum(["model", "quotes", "nothing", "told", "unaided"]),
  text: z.string(),
  claims: z.array(
    z.object({ start: count, end: count, sources: z.array(z.int()), against: z.array(z.int()).optional() }),
  ),
  recalled: z.array(recalled),
  modelId: z.string().nullable(),
  ended: z.enum(["complete", "stopped", "length", "failed"]),
  answeredAt: time,
  beside: z.array(z.int()).optional(),
  written: z
    .object({ windowFrom: count, promptTokens: count, cachedTokens: count, completionTokens: count })
    .optional(),
  thinking: z.string().optional(),
});

/** What a line of each table must be. Parsing copies the known fields, in this order, and drops all others. */
export const ROW_SCHEMAS = {
  sources: z.object({
    id,
    kind: z.enum(["chat", "file", "import"]),
    title: z.string(),
    mediaType: z.string(),
    trust: z.enum(TRUST_TIERS),
    addedAt: time,
    contentHash: z.string(),
    size: count,
    status: z.enum(["live", "stopped"]),
  }),
  passages: z.object({
    id,
    sourceId: id,
    ordinal: count,
    text: z.string(),
    speaker: z.string().nullable(),
    saidAt: time.nullable(),
    section: z.string(),
    status: z.literal("live"),
  }),
  memories: z.object({
    id,
    kind: z.enum(MEMORY_KINDS),
    text: z.string(),
    textKey: z.string(),
    evidence: z.array(z.object({ passageId: id, start: count, end: count })),
    derivedFrom: z.array(id),
    trust: z.enum(TRUST_TIERS),
    strength: share,
    status: z.enum(["current", "past", "retired", "archived"]),
    validFrom: time.nullable(),
    validTo: time.nullable(),
    learnedAt: time,
    retiredAt: time.nullable(),
    replacedBy: id.nullable(),
  }),
  links: z.object({
    id,
    label: z.string(),
    members: z.array(z.object({ memoryId: id, role: z.string() })),
    weight: share,
    evidence: z.array(id),
  }),
  chats: z.object({ id, sourceId: id, title: z.string(), startedAt: time, lastAt: time }),
  turns: z.object({
    id,
    chatId: id,
    ordinal: count,
    passageId: id,
    saidAt: time,
    answer: answer.nullable(),
    learned: z.boolean(),
  }),
} as const satisfies Record<FileTable, z.ZodType>;

const perTable = <S extends z.ZodType>(schema: S) =>
  z.strictObject(Object.fromEntries(FILE_TABLES.map((table) => [table, schema])) as Record<FileTable, S>);

/** What stands in manifest.json. */
export const manifestSchema = z.strictObject({
  format: z.literal("cairn"),
  version: z.literal(FILE_VERSION),
  /** Lines of each table. */
  counts: perTable(count),
  /** SHA-256 of each table's lines, hex. */
  hashes: perTable(z.string().regex(/^[0-9a-f]{64}$/)),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Time of the newest thing in a file: how far its memory reaches. 0 for an empty one. */
export function newestTime(file: MemoryFile): number {
  const times = [
    ...file.sources.map((source) => source.addedAt),
    ...file.memories.map((memory) => memory.learnedAt),
    ...file.chats.map((chat) => chat.lastAt),
  ];
  return times.reduce((newest, each) => Math.max(newest, each), 0);
}
