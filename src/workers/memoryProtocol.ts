/** What memory.worker serves to the page. Every call that writes carries ids chosen by the caller, so that a retry changes nothing. */
import type {
  Answer,
  Chat,
  ChatId,
  Link,
  Memory,
  MemoryId,
  Pass,
  Passage,
  PassageId,
  PassId,
  Recalled,
  Source,
  SourceId,
  Turn,
  TurnId,
} from "../memory/model";
import type { ChatMessage } from "../memory/ports";

/** How far a long piece of work is. `total` 0: not known yet. */
export interface Progress {
  done: number;
  total: number;
  /** What is being done, in a few plain words. */
  what: string;
}

export interface Overview {
  rev: number;
  schemaVersion: number;
  /** Memories believed now. */
  memories: number;
  sources: number;
  conflicts: number;
  /** Words that came in (live passages), and words held (current memories). */
  wordsIn: number;
  wordsHeld: number;
}

/** What changed, so that a page re-reads what it shows. Also sent for the writes of another tab. */
export type MemoryEvent =
  /** `withheld`: a passage or a memory was forgotten, ended or brought back, so that what quotes it is to be read again. */
  | { type: "changed"; rev: number; withheld: boolean; tables: string[]; chatIds: ChatId[]; sourceIds: SourceId[] }
  /** Texts that words find already but meaning does not yet. Sent after each batch: the only place that tells. */
  | { type: "indexing"; unindexed: number }
  | { type: "reflecting"; progress: Progress | null }
  /** Another tab has upgraded the database: reload. */
  | { type: "superseded" };

/** What one turn taught: shown in the margin, with Undo. */
export interface LearnedLine {
  /** Names the ops for `undo`. */
  entry: string;
  memoryId: MemoryId;
  text: string;
  what: "kept" | "reinforced";
  /** Passages that say so. */
  support: number;
  undone: boolean;
  /** The turn's sentences that were taken for the same in other words; left out where there is none, or none is left. */
  saidAs?: string[];
}

export interface TurnView {
  turn: Turn;
  passage: Passage;
  learned: LearnedLine[];
}

export interface ChatView {
  chat: Chat;
  turns: TurnView[];
}

export interface SayRequest {
  chatId: ChatId;
  turnId: TurnId;
  text: string;
  /** When it was said, milliseconds since the epoch. */
  saidAt: number;
}

/** How a turn is to be answered. */
export type Prepared =
  /** Nothing was asked: the answer tells what was kept, once `learn` is done. */
  | { kind: "tell" }
  /** Memory holds nothing that bears on it; `nearest` is what came closest. */
  | { kind: "nothing"; nearest: Recalled[] }
  /**
   * `messages` go to the language model, which may write `maxTokens`; without one `quotes` is the answer. `recalled` is what
   * was sent, `windowFrom` the ordinal of the first turn that stands in `messages`: both come back with the answer, so that
   * the next prompt begins with this one, letter for letter.
   */
  | {
      kind: "answer";
      recalled: Recalled[];
      messages: ChatMessage[];
      quotes: string;
      windowFrom: number;
      maxTokens: number;
    };

export interface PrepareOptions {
  /** Evidence budget in tokens. */
  budget: number;
  /** The language model that will read it, with its tokens of prompt and answer together; null where quotes are the answer. */
  model: { contextTokens: number } | null;
}

/** What the engine wrote, to be aligned with its evidence and stored. */
export interface WrittenAnswer {
  turnId: TurnId;
  kind: Answer["kind"];
  text: string;
  recalled: Recalled[];
  modelId: string | null;
  ended: Answer["ended"];
  /** As the engine counted; null where nobody did, or no model wrote. */
  usage: { promptTokens: number; cachedTokens: number; completionTokens: number } | null;
  /** As `prepare` gave it; the turn's own ordinal where nothing was prepared. */
  windowFrom: number;
  /** What a model thought aloud before it answered. */
  thinking?: string;
}

export interface MemoryQuery {
  text: string;
  showPast: boolean;
  kind: Memory["kind"] | null;
  offset: number;
  limit: number;
}

export interface MemoryRow {
  memory: Memory;
  /** Titles of the sources it rests on, best first, at most 3. */
  sources: string[];
}

export interface MemoryPage {
  memory: Memory;
  evidence: { passage: Passage; source: Source; start: number; end: number }[];
  derivedFrom: Memory[];
  /** Memories derived from or folded into this one. */
  partOf: Memory[];
  links: Link[];
  /** What happened to it, newest first. */
  history: { at: number; text: string }[];
}

export interface SourceRow {
  source: Source;
  passages: number;
  memories: number;
}

export interface SourceView {
  source: Source;
  passages: Passage[];
}

export type AddedFile =
  | { kind: "added"; sourceId: SourceId; title: string; passages: number; memories: number; causeId: string }
  | { kind: "duplicate"; sourceId: SourceId; title: string }
  | { kind: "refused"; title: string; reason: string }
  | { kind: "stopped"; sourceId: SourceId | null; title: string; passages: number; causeId: string };

export interface ImportPreview {
  previewId: string;
  /** Rows it would add, by table; rows that are here already. */
  adds: { sources: number; passages: number; memories: number; links: number; chats: number };
  known: number;
  /** Time of the newest thing in the file: how far its memory reaches. */
  newestAt: number;
}

export type UndoResult = { kind: "undone"; causeId: string } | { kind: "refused"; reason: string };

export interface Health {
  rev: number;
  schemaVersion: number;
  counts: Record<string, number>;
  vectors: number;
  /** Broken invariants in words; empty when all hold. */
  violations: string[];
}

export interface MemoryApi {
  /** Opens the database and loads the indexes. */
  open(): Promise<Overview>;
  /** A port to embedder.worker (protocol EmbedderApi); called again after that worker restarted. */
  connectEmbedder(port: MessagePort): Promise<void>;
  subscribe(listener: (event: MemoryEvent) => void): Promise<void>;
  overview(): Promise<Overview>;

  chats(): Promise<Chat[]>;
  chat(chatId: ChatId): Promise<ChatView | null>;
  /** Stores the words before anything else happens to them. Resolves once they are safe. */
  say(request: SayRequest): Promise<TurnView>;
  /** Recall for a stored turn. */
  prepare(turnId: TurnId, options: PrepareOptions, signal?: AbortSignal): Promise<Prepared>;
  /** Aligns the answer with its evidence and stores it. */
  answer(written: WrittenAnswer): Promise<TurnView>;
  /** Encode and consolidate over a stored turn. */
  learn(turnId: TurnId): Promise<TurnView>;
  deleteChat(chatId: ChatId): Promise<{ causeId: string }>;

  search(query: MemoryQuery, signal?: AbortSignal): Promise<{ total: number; rows: MemoryRow[] }>;
  memory(id: MemoryId): Promise<MemoryPage | null>;
  forgetMemory(id: MemoryId): Promise<{ causeId: string }>;
  passage(id: PassageId): Promise<{ passage: Passage; source: Source; before: Passage[]; after: Passage[] } | null>;

  sources(): Promise<SourceRow[]>;
  source(id: SourceId): Promise<SourceView | null>;
  /**
   * Stores what import.worker reads: `port` speaks FileReaderApi, and memory.worker pulls from it at its own pace.
   * The source's id is derived from the content, so that adding again after a crash goes on where it stopped.
   */
  addFile(port: MessagePort, onProgress: (progress: Progress) => void, signal?: AbortSignal): Promise<AddedFile>;
  forgetSource(id: SourceId): Promise<{ causeId: string }>;

  /** Newest first. */
  passes(): Promise<Pass[]>;
  /** `port` speaks ReflectionApi. Null when there was nothing to do. */
  reflect(port: MessagePort, onProgress: (progress: Progress) => void, signal?: AbortSignal): Promise<PassId | null>;
  /** Undoes a whole cause, or one entry of it. */
  undo(causeId: string, entry?: string): Promise<UndoResult>;

  exportMemory(onProgress: (progress: Progress) => void): Promise<Blob>;
  /** Checks a memory file whole and tells what it would add; nothing is written. Rejects with a sentence where it is damaged. */
  stageImport(port: MessagePort, signal?: AbortSignal): Promise<ImportPreview>;
  commitImport(previewId: string): Promise<{ causeId: string }>;
  dropImport(previewId: string): Promise<void>;

  settings(): Promise<Record<string, string>>;
  setSetting(key: string, value: string): Promise<void>;
  health(): Promise<Health>;
}
