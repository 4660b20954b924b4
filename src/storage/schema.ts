import type { Link, Memory, Op, Rows, TableName } from "../memory/model";

/** Raised with each change of shape; a tab that knows another one may not write. */
export const SCHEMA_EPOCH = 1;

/** Dexie's words for version 1: primary key first, then the indexes; `*` indexes each element of a list. */
export const SCHEMA_V1 = {
  sources: "id",
  passages: "id, sourceId, [sourceId+ordinal]",
  memories: "id, textKey, status, *passageIds, *derivedFrom, replacedBy",
  links: "id, *memberIds",
  chats: "id, sourceId",
  turns: "id, chatId, [chatId+ordinal]",
  passes: "id, startedAt",
  ops: "rev, *causeIds",
  segments: "++id, [modelId+full], *keys",
  settings: "key",
  meta: "id",
};

/** A row as it is stored: with columns that only its indexes need, never seen outside of storage/. */
export type StoredMemory = Memory & { passageIds: string[] };
export type StoredLink = Link & { memberIds: string[] };
export type StoredOp = Op & { causeIds: string[] };
export type StoredRows = Omit<Rows, "memories" | "links"> & { memories: StoredMemory; links: StoredLink };

/** Many vectors in one row; `full` is 1 once it is never added to again. */
export interface StoredSegment {
  id: number;
  modelId: string;
  full: 0 | 1;
  dimension: number;
  keys: string[];
  /** Little-endian float32, `keys.length * dimension` of them. */
  vectors: ArrayBuffer;
}

export interface StoredSetting {
  key: string;
  value: string;
}

/** The one row of meta. */
export interface StoredState {
  id: "state";
  epoch: number;
  generation: string;
  rev: number;
}

/** A row with the columns that its indexes need. */
export function toStored(table: TableName, row: Rows[TableName]): StoredRows[TableName] {
  if (table === "memories") {
    const memory = row as Memory;
    return { ...memory, passageIds: [...new Set(memory.evidence.map((each) => each.passageId))] };
  }
  if (table === "links") {
    const link = row as Link;
    return { ...link, memberIds: [...new Set(link.members.map((each) => each.memoryId))] };
  }
  return row as StoredRows[TableName];
}

/** The row as the model knows it. */
export function fromStored<T extends TableName>(stored: StoredRows[T]): Rows[T] {
  const {
    passageIds: _passages,
    memberIds: _members,
    ...row
  } = stored as unknown as Partial<StoredMemory & StoredLink>;
  return row as unknown as Rows[T];
}
