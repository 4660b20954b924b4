/**
 * The nouns of a memory (see design words in ARCHITECTURE.md) and the diff value by which all of them change.
 * Times are milliseconds since the epoch; offsets are UTF-16 code units; ids are opaque strings that never change.
 */

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type SourceId = Id<"source">;
export type PassageId = Id<"passage">;
export type MemoryId = Id<"memory">;
export type LinkId = Id<"link">;
export type ChatId = Id<"chat">;
export type TurnId = Id<"turn">;
export type PassId = Id<"pass">;

/** How far a statement may be believed, best first. What is derived is never above the least of its evidence. */
export const TRUST_TIERS = ["user", "derived", "document", "web"] as const;
export type Trust = (typeof TRUST_TIERS)[number];

/** Something that came in: a chat, a file, an imported memory file. */
export interface Source {
  id: SourceId;
  kind: "chat" | "file" | "import";
  title: string;
  /** IANA media type, or "" where none is known. */
  mediaType: string;
  trust: Trust;
  addedAt: number;
  /** Hash of the bytes that came in; "" for a chat. */
  contentHash: string;
  /** Bytes that came in; 0 for a chat. */
  size: number;
  /** "adding" until its last passage is stored. */
  status: "adding" | "live" | "stopped" | "forgotten";
}

/** An immutable verbatim slice of a source. The evidence. Never rewritten. */
export interface Passage {
  id: PassageId;
  sourceId: SourceId;
  /** Place within the source, from 0. */
  ordinal: number;
  text: string;
  /** Who said it: "user", "assistant", a name, or null for a document's own voice. */
  speaker: string | null;
  /** When it was said, or null where nobody knows. */
  saidAt: number | null;
  /** Heading or page it stands under, for a citation; "" for none. */
  section: string;
  status: "live" | "forgotten";
}

/** Where in a passage a memory's words stand. */
export interface Evidence {
  passageId: PassageId;
  start: number;
  end: number;
}

export const MEMORY_KINDS = ["episode", "fact", "preference", "entity", "concept", "insight", "skill"] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/**
 * current: believed now. past: was true (validTo is set). retired: never true (retiredAt is set).
 * archived: covered by a denser memory (replacedBy). forgotten: withheld by the user's wish.
 */
export type MemoryStatus = "current" | "past" | "retired" | "archived" | "forgotten";

/** One self-contained statement derived from passages or from other memories. */
export interface Memory {
  id: MemoryId;
  kind: MemoryKind;
  text: string;
  /** Hash of the normal form of `text`: two live memories with one key say the same thing. */
  textKey: string;
  /** At least one, unless derivedFrom is not empty. Sorted by passageId, then start. */
  evidence: Evidence[];
  derivedFrom: MemoryId[];
  trust: Trust;
  /** 0 to 1. */
  strength: number;
  status: MemoryStatus;
  validFrom: number | null;
  validTo: number | null;
  learnedAt: number;
  retiredAt: number | null;
  replacedBy: MemoryId | null;
}

/** A labelled relation among any number of memories. */
export interface Link {
  id: LinkId;
  /** Free text in plain words, e.g. "brought together". */
  label: string;
  members: { memoryId: MemoryId; role: string }[];
  /** 0 to 1. */
  weight: number;
  evidence: PassageId[];
}

export interface Chat {
  id: ChatId;
  sourceId: SourceId;
  title: string;
  startedAt: number;
  /** Time of its last turn. */
  lastAt: number;
}

/** One line of evidence that recall found, as it was handed to the answer. `n` is its number, from 1. */
export interface Recalled {
  n: number;
  passageId: PassageId;
  /** The memory that led here, where one did. */
  memoryId: MemoryId | null;
  sourceId: SourceId;
  sourceTitle: string;
  speaker: string | null;
  saidAt: number | null;
  section: string;
  /** The words shown: a slice of the passage (start..end), or the insight's text where `insight` is true. */
  text: string;
  start: number;
  end: number;
  insight: boolean;
  /** How many passages say so, at least 1. */
  support: number;
  /** 0 to 1. */
  strength: number;
  /** Rank in each arm, from 1; null where the arm did not find it. */
  arms: { words: number | null; vectors: number | null };
}

/** A sentence of an answer (start..end of its text) and the evidence that supports it. */
export interface Claim {
  start: number;
  end: number;
  /** Numbers of `Recalled` lines; empty where no evidence supports the sentence. */
  sources: number[];
  /** Numbers of lines that say another number, another name or the opposite; left out where there are none. */
  against?: number[];
}

/** What it took a language model to write an answer. */
export interface Written {
  /** `ordinal` of the first turn of the chat that stood in the prompt. */
  windowFrom: number;
  /** Tokens of the whole prompt, how many of them were not read anew, and tokens written; 0 where nobody counted. */
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
}

export interface Answer {
  /**
   * model: written by a language model from evidence. quotes: composed of quotes. nothing: memory holds nothing that bears
   * on the question. told: acknowledges what was kept. unaided: a model's words without memory.
   */
  kind: "model" | "quotes" | "nothing" | "told" | "unaided";
  text: string;
  claims: Claim[];
  recalled: Recalled[];
  /** What the model was, or null. */
  modelId: string | null;
  /** How it ended. */
  ended: "complete" | "stopped" | "length" | "failed";
  answeredAt: number;
  /** Numbers of lines that a language model's answer says less than: they stand beside it. Left out where there are none. */
  beside?: number[];
  /** Of a language model's answer. */
  written?: Written;
  /** What the model thought aloud before it answered; never evidence, never part of a prompt. */
  thinking?: string;
}

/** One exchange of a chat: what the user said, what was answered, what was learned. */
export interface Turn {
  id: TurnId;
  chatId: ChatId;
  ordinal: number;
  passageId: PassageId;
  saidAt: number;
  answer: Answer | null;
  /** True once encode and consolidate have run over it. */
  learned: boolean;
}

/** A line of the diary: one thing that a pass did, in plain words. `id` ties it to the ops it stands for. */
export interface DiaryLine {
  id: string;
  text: string;
  detail: string;
  /** The memory to open, where there is one. */
  memoryId: MemoryId | null;
  undone: boolean;
}

/** A named run that groups ops: a reflection, an import of a memory file, a file that was added. */
export interface Pass {
  id: PassId;
  kind: "reflection" | "import" | "file";
  title: string;
  startedAt: number;
  endedAt: number;
  lines: DiaryLine[];
  undone: boolean;
}

/** Every table whose rows change only by ops. */
export interface Rows {
  sources: Source;
  passages: Passage;
  memories: Memory;
  links: Link;
  chats: Chat;
  turns: Turn;
  passes: Pass;
}
export type TableName = keyof Rows;
export const TABLES = [
  "sources",
  "passages",
  "memories",
  "links",
  "chats",
  "turns",
  "passes",
] as const satisfies readonly TableName[];

/** One row's change. `before` null adds the row, `after` null removes it; the inverse swaps the two. */
export type Change = {
  [T in TableName]: {
    table: T;
    id: string;
    before: Rows[T] | null;
    after: Rows[T] | null;
    /** The diary line or memory this belongs to, so that a part of a cause can be undone; null for the whole only. */
    entry: string | null;
  };
}[TableName];

/** What the core returns: changes as a value. At most one change a row. */
export interface GraphDiff {
  changes: Change[];
}

/** What brought a change about, and what Undo names: a turn's learning, a pass, a wish of the user's. */
export interface Cause {
  kind: "say" | "answer" | "learn" | "file" | "import" | "reflection" | "forget" | "edit" | "undo";
  /** The turn, pass or request. An undo's cause id names what it undid. */
  id: string;
}

/** A change as it stands in the log. Its inverse is itself with `before` and `after` swapped. */
export type Op = Change & { rev: number; at: number; cause: Cause };
