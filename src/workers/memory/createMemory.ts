import type { ConnectedEmbedder } from "../../engines/embedder/createEmbedder";
import { checkInvariants } from "../../memory/graph/checkInvariants";
import type { ChatId, MemoryId, Op, Rows, SourceId, TurnId } from "../../memory/model";
import type { Clock, Ids, Judge } from "../../memory/ports";
import type { CairnStore } from "../../storage/CairnStore";
import type { Health, MemoryApi, MemoryEvent, Overview, Progress } from "../memoryProtocol";
import type { FileReaderApi, MemoryFileReaderApi } from "../readerProtocol";
import type { ReflectionApi } from "../reflectionProtocol";
import { createAnswering } from "./answering";
import { createChats } from "./chats";
import { createCounts } from "./counts";
import { createIndexer } from "./indexer";
import { createJudging } from "./judging";
import { createLearning } from "./learning";
import { createLibrary } from "./library";
import { createMemoryFiles, readRows } from "./memoryFiles";
import { createMemoryScreen } from "./memoryScreen";
import { createPasses } from "./passes";

export interface StoreHooks {
  onOps(ops: readonly Op[], from: "here" | "elsewhere"): void;
  onSuperseded(): void;
}

export interface MemoryDeps {
  openStore(hooks: StoreHooks): Promise<CairnStore>;
  embedder: ConnectedEmbedder;
  /** Null where there is none. */
  judge: Judge | null;
  clock: Clock;
  ids: Ids;
  /** Runs `work` while no tab does other work of this name; null where one is under way. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T | null>;
  /** Calls the API that is served at the other end of a port. */
  wrap<Api extends object>(port: MessagePort): Api;
}

type Parts = ReturnType<typeof assemble>;

/** What memory.worker serves: the database, the indexes, and everything the page asks of them. */
export function createMemory(deps: MemoryDeps): MemoryApi {
  const listeners = new Set<(event: MemoryEvent) => void>();
  const emit = (event: MemoryEvent) => {
    for (const listener of listeners) listener(event);
  };
  let opening: Promise<Parts> | null = null;

  /** Opens once; where that failed, the next call tries again. */
  function opened(): Promise<Parts> {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  async function open(): Promise<Parts> {
    let parts: Parts | null = null;
    // What other tabs write while the rows are read would be overwritten by those older rows.
    const early: Parameters<StoreHooks["onOps"]>[] = [];
    const store = await deps.openStore({
      onOps: (...args) => (parts ? parts.onOps(...args) : early.push(args)),
      onSuperseded: () => emit({ type: "superseded" }),
    });
    try {
      const assembled = assemble(store, deps, emit);
      await assembled.load();
      parts = assembled;
      for (const args of early) parts.onOps(...args);
      assembled.resume();
      return assembled;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  const call =
    <Args extends unknown[], Result>(run: (parts: Parts, ...args: Args) => Result | Promise<Result>) =>
    async (...args: Args): Promise<Awaited<Result>> =>
      await run(await opened(), ...args);

  return {
    open: call((parts) => parts.overview()),
    connectEmbedder: async (port) => deps.embedder.connect(port),
    subscribe: async (listener) => void listeners.add(listener),
    overview: call((parts) => parts.overview()),

    chats: call(({ chats }) => chats.list()),
    chat: call(({ chats }, chatId: ChatId) => chats.view(chatId)),
    say: call(({ chats }, request) => chats.say(request)),
    prepare: call(({ answering }, ...args) => answering.prepare(...args)),
    answer: call(async ({ answering, view }, written) => {
      await answering.answer(written);
      return view(written.turnId);
    }),
    learn: call(async ({ learning, view }, turnId: TurnId) => {
      await learning.learnTurn(turnId);
      return view(turnId);
    }),
    deleteChat: call(({ chats }, chatId: ChatId) => chats.remove(chatId)),

    search: call(({ screen }, ...args) => screen.search(...args)),
    memory: call(({ screen }, id: MemoryId) => screen.page(id)),
    forgetMemory: call(({ library }, id: MemoryId) => library.forgetMemory(id)),
    passage: call(({ screen }, id) => screen.passage(id)),

    sources: call(({ library }) => library.list()),
    source: call(({ library }, id: SourceId) => library.view(id)),
    addFile: call(({ library }, port: MessagePort, onProgress: (progress: Progress) => void, signal?: AbortSignal) =>
      library.add(deps.wrap<FileReaderApi>(port), onProgress, signal),
    ),
    forgetSource: call(({ library }, id: SourceId) => library.forget(id)),

    passes: call(({ passes }) => passes.list()),
    reflect: call(
      async ({ passes }, port: MessagePort, onProgress: (progress: Progress) => void, signal?: AbortSignal) => {
        const tell = (progress: Progress) => {
          onProgress(progress);
          emit({ type: "reflecting", progress });
        };
        try {
          return await passes.reflect(deps.wrap<ReflectionApi>(port), tell, signal);
        } finally {
          emit({ type: "reflecting", progress: null });
        }
      },
    ),
    undo: call(({ passes }, causeId: string, entry?: string) => passes.undo(causeId, entry)),

    exportMemory: call(({ files }, onProgress: (progress: Progress) => void) => files.write(onProgress)),
    stageImport: call(({ files }, port: MessagePort, signal?: AbortSignal) =>
      files.stage(deps.wrap<MemoryFileReaderApi>(port), signal),
    ),
    commitImport: call(({ files }, previewId: string) => files.commit(previewId)),
    dropImport: call(({ files }, previewId: string) => files.drop(previewId)),

    settings: call(({ store }) => store.settings()),
    setSetting: call(({ store }, key: string, value: string) => store.setSetting(key, value)),
    health: call((parts) => parts.health()),
  };
}

function assemble(
  store: CairnStore,
  { embedder, judge, clock, ids, alone }: MemoryDeps,
  emit: (event: MemoryEvent) => void,
) {
  const indexer = createIndexer({
    store,
    embedder,
    ids,
    onUnindexed: (unindexed) => emit({ type: "indexing", unindexed }),
  });
  const { index, embedQuestion, settled } = indexer;
  const counts = createCounts();
  const base = { store, clock, ids };
  const learning = createLearning({ ...base, judging: createJudging({ judge, indexer }) });
  const chats = createChats(base);
  const library = createLibrary({ ...base, alone, learn: learning.learn });
  const screen = createMemoryScreen({ store, index, embedQuestion });
  const answering = createAnswering({ ...base, indexer });

  return {
    store,
    chats,
    learning,
    answering,
    library,
    screen,
    passes: createPasses({ ...base, index, settled }),
    files: createMemoryFiles(base),

    async load(): Promise<void> {
      for (const table of ["sources", "passages", "memories"] as const) {
        const rows = (await store.all(table)).map((row) => ({ table, id: row.id, after: row }));
        for (const fold of [counts, screen, index]) fold.apply(rows);
      }
    },

    /** Goes on with what a crash cut off, in the background: a memory that cannot write (a full disk) still opens. */
    resume(): void {
      indexer.start();
      learning
        .resume()
        .then(() => library.settle())
        .catch((error: unknown) => console.warn("What was cut off waits for the next start:", error));
    },

    onOps(ops: readonly Op[], from: "here" | "elsewhere"): void {
      counts.apply(ops);
      screen.apply(ops);
      indexer.fold(ops, from);
      emit(changedBy(ops));
    },

    async view(turnId: TurnId) {
      const turn = await store.get("turns", turnId);
      if (!turn) throw new Error("This message is not stored.");
      return chats.turnView(turn);
    },

    overview(): Overview {
      const { rev, schemaVersion } = store;
      return { rev, schemaVersion, ...counts.read(), conflicts: 0 };
    },

    /** Reads every row: for a person who asks, and for tests. */
    async health(): Promise<Health> {
      const rows = await readRows(store);
      const { vectors = 0, ...rowCounts } = await store.counts();
      const { rev, schemaVersion } = store;
      return { rev, schemaVersion, counts: rowCounts, vectors, violations: checkInvariants(rows) };
    },
  };
}

/** Whether a passage or a memory is shown no more, or again. */
function changesStatus(op: Op): boolean {
  if (op.table !== "passages" && op.table !== "memories") return false;
  return op.before !== null && op.before.status !== op.after?.status;
}

/** Which tables, chats and sources a page may have to read again. */
function changedBy(ops: readonly Op[]): MemoryEvent {
  const chatIds = new Set<ChatId>();
  const sourceIds = new Set<SourceId>();
  for (const op of ops) {
    const row = op.after ?? op.before;
    if (op.table === "chats") chatIds.add(op.id as ChatId);
    else if (op.table === "turns") chatIds.add((row as Rows["turns"]).chatId);
    else if (op.table === "sources") sourceIds.add(op.id as SourceId);
    else if (op.table === "passages") sourceIds.add((row as Rows["passages"]).sourceId);
  }
  return {
    type: "changed",
    withheld: ops.some(changesStatus),
    rev: ops.at(-1)?.rev ?? 0,
    tables: [...new Set(ops.map((op) => op.table))],
    chatIds: [...chatIds],
    sourceIds: [...sourceIds],
  };
}
