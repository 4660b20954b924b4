import { createEmbedder } from "../../src/engines/embedder/createEmbedder";
import type { ParsedPassage } from "../../src/formats/format";
import type { ChatId, TurnId } from "../../src/memory/model";
import type { Judge } from "../../src/memory/ports";
import type { DexieStoreOptions } from "../../src/storage/createDexieStore";
import { createIds } from "../../src/storage/createIds";
import { createMemory } from "../../src/workers/memory/createMemory";
import type { MemoryApi, MemoryEvent, TurnView } from "../../src/workers/memoryProtocol";
import type { FileReaderApi } from "../../src/workers/readerProtocol";
import { expose, openPort } from "../../src/workers/rpc";
import { createFakeEmbedderApi } from "./fakeEmbedder";
import { openStore } from "./openStore";

export interface OpenedMemory {
  api: MemoryApi;
  events: MemoryEvent[];
  /** Says something and learns from it, as the page does. */
  tell(text: string, chat?: string): Promise<TurnView>;
  /** Recall for a question, as the page asks for it. */
  ask(text: string, chat?: string): ReturnType<MemoryApi["prepare"]>;
}

/** What memory.worker serves, over fake-indexeddb and a fake embedder, without a judge unless one is given; the clock goes on a second a call. */
export async function openMemory(
  options: Partial<DexieStoreOptions> = {},
  judge: Judge | null = null,
): Promise<OpenedMemory> {
  let now = Date.UTC(2026, 2, 1);
  const clock = { now: () => (now += 1000) };
  const embedder = createEmbedder();
  const channel = new MessageChannel();
  expose(createFakeEmbedderApi(), channel.port1);
  const api = createMemory({
    clock,
    ids: createIds(),
    embedder,
    judge,
    alone: (_name, work) => work(),
    wrap: <Api extends object>(port: MessagePort) => openPort<Api>(port).api,
    openStore: ({ onOps, onSuperseded }) =>
      openStore({
        clock,
        onOwnOps: (ops) => onOps(ops, "here"),
        onRemoteOps: (ops) => onOps(ops, "elsewhere"),
        onSuperseded,
        ...options,
      }),
  });
  await api.connectEmbedder(channel.port2);
  const events: MemoryEvent[] = [];
  await api.subscribe((event) => events.push(event));
  await api.open();

  const say = (text: string, chat: string) =>
    api.say({ chatId: chat as ChatId, turnId: crypto.randomUUID() as TurnId, text, saidAt: now });
  return {
    api,
    events,
    async tell(text, chat = "chat") {
      const { turn } = await say(text, chat);
      return api.learn(turn.id);
    },
    async ask(text, chat = "chat") {
      const { turn } = await say(text, chat);
      return api.prepare(turn.id, { budget: 600, model: { contextTokens: 4096 } });
    },
  };
}

/** A port that serves a file of these passages, `batch` at a time; it breaks off before a passage "BREAK". */
export function servePassages(title: string, texts: readonly string[], batch = 4): MessagePort {
  const { port1, port2 } = new MessageChannel();
  let at = 0;
  const reader: FileReaderApi = {
    open: async () => ({
      title,
      mediaType: "text/plain",
      size: texts.join("").length,
      contentHash: `hash of ${title} ${texts.join("|")}`,
      passages: texts.length,
    }),
    async next() {
      const some = texts.slice(at, at + batch);
      at += batch;
      if (some.includes("BREAK")) throw new Error("The file broke off.");
      return some.length === 0
        ? null
        : some.map((text): ParsedPassage => ({ text, section: "", speaker: null, saidAt: null }));
    },
  };
  expose(reader, port1);
  return port2;
}
