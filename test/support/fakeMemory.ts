import type {
  Answer,
  Chat,
  ChatId,
  Claim,
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
} from "../../src/memory/model";
import type { LearnedLine, MemoryApi, MemoryEvent, Overview, TurnView } from "../../src/workers/memoryProtocol";

/** A MemoryApi that keeps everything in arrays and finds by shared words. For tests of state, and to look at screens. */
export interface FakeMemory extends MemoryApi {
  /** Everything it holds, to be set up and looked at. */
  readonly held: Held;
  /** How often each call was made. */
  readonly calls: Record<string, number>;
  /** The next call of this name rejects. */
  failNext(method: keyof MemoryApi, error: Error): void;
  /** Calls of this name wait until the function that is returned is called. */
  hold(method: keyof MemoryApi): () => void;
  emit(event: MemoryEvent): void;
  /** Stores a source of these passages, and each as a memory. */
  addSource(title: string, texts: readonly string[], addedAt: number): Source;
}

interface Held {
  sources: Source[];
  passages: Passage[];
  memories: Memory[];
  chats: Chat[];
  turns: Turn[];
  passes: Pass[];
  settings: Record<string, string>;
  undone: { causeId: string; entry: string | null }[];
}

const STOP = new Set(
  "a an and are at be by do does for has have i in is it my of on our the to was we what when where who why with you".split(
    " ",
  ),
);
const wordsOf = (text: string) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP.has(word));
const sentencesOf = (text: string) =>
  text
    .match(/[^.?!\n]+[.?!]?/g)
    ?.map((part) => part.trim())
    .filter(Boolean) ?? [];

export function createFakeMemory({ now = () => 1_000_000 }: { now?: () => number } = {}): FakeMemory {
  const held: Held = {
    sources: [],
    passages: [],
    memories: [],
    chats: [],
    turns: [],
    passes: [],
    settings: {},
    undone: [],
  };
  const listeners: ((event: MemoryEvent) => void)[] = [];
  const failures = new Map<string, Error>();
  const holds = new Map<string, Promise<void>>();
  const calls: Record<string, number> = {};
  let rev = 0;
  let made = 0;
  const id = <T extends string>(kind: string) => `${kind}${++made}` as T;

  const changed = (tables: string[], chatIds: ChatId[] = [], sourceIds: SourceId[] = []) => {
    rev += 1;
    for (const listener of listeners) listener({ type: "changed", withheld: false, rev, tables, chatIds, sourceIds });
  };
  const isForgotten = (passage: Passage) => passage.status === "forgotten";
  const passageOf = (passageId: string) => held.passages.find((passage) => passage.id === passageId);
  const sourceOf = (sourceId: string) => held.sources.find((source) => source.id === sourceId);
  const turnOf = (turnId: TurnId) => {
    const turn = held.turns.find((candidate) => candidate.id === turnId);
    if (!turn) throw new Error("This message is not stored.");
    return turn;
  };
  const remember = (passage: Passage, text: string, kind: Memory["kind"] = "fact"): Memory => {
    const start = Math.max(0, passage.text.indexOf(text));
    const evidence = { passageId: passage.id, start, end: start + text.length };
    const known = held.memories.find((memory) => memory.text === text && memory.status === "current");
    if (known) {
      known.evidence.push(evidence);
      return known;
    }
    const memory: Memory = {
      id: id<MemoryId>("memory"),
      kind,
      text,
      textKey: text,
      evidence: [evidence],
      derivedFrom: [],
      trust: passage.speaker === "user" ? "user" : "document",
      strength: 1,
      status: "current",
      validFrom: null,
      validTo: null,
      learnedAt: passage.saidAt ?? now(),
      retiredAt: null,
      replacedBy: null,
    };
    held.memories.push(memory);
    return memory;
  };
  const learnedOf = (turn: Turn): LearnedLine[] =>
    held.memories
      .filter((memory) => memory.evidence.some((evidence) => evidence.passageId === turn.passageId))
      .map((memory) => ({
        entry: `${turn.id}/${memory.id}`,
        memoryId: memory.id,
        text: memory.text,
        what: memory.evidence.length > 1 ? "reinforced" : "kept",
        support: memory.evidence.length,
        undone: memory.status === "forgotten",
      }));
  const viewOf = (turn: Turn): TurnView => {
    const passage = passageOf(turn.passageId);
    if (!passage) throw new Error("The words of this turn are missing.");
    return structuredClone({ turn, passage, learned: turn.learned ? learnedOf(turn) : [] });
  };
  const recalledFor = (question: string, except: string): Recalled[] => {
    const asked = new Set(wordsOf(question));
    return held.passages
      .filter((passage) => passage.id !== except && !isForgotten(passage))
      .map((passage) => ({ passage, shared: wordsOf(passage.text).filter((word) => asked.has(word)).length }))
      .filter(({ shared }) => shared >= 2)
      .sort((a, b) => b.shared - a.shared)
      .slice(0, 4)
      .map(({ passage }, place) => ({
        n: place + 1,
        passageId: passage.id,
        memoryId: null,
        sourceId: passage.sourceId,
        sourceTitle: sourceOf(passage.sourceId)?.title ?? "",
        speaker: passage.speaker,
        saidAt: passage.saidAt,
        section: passage.section,
        text: passage.text,
        start: 0,
        end: passage.text.length,
        insight: false,
        support: Math.max(1, 4 - place),
        strength: 1 - place * 0.2,
        arms: { words: place + 1, vectors: null },
      }));
  };
  const claimsOf = (text: string, recalled: readonly Recalled[]): Claim[] => {
    const claims: Claim[] = [];
    for (const match of text.matchAll(/[^.!?\n>]+[.!?]/g)) {
      const start = match.index + (match[0].length - match[0].trimStart().length);
      const words = new Set(wordsOf(match[0]));
      const sources = recalled
        .filter((line) => wordsOf(line.text).filter((word) => words.has(word)).length >= 2)
        .map((line) => line.n);
      claims.push({ start, end: match.index + match[0].length, sources });
    }
    return claims;
  };

  const api: MemoryApi = {
    async open() {
      return api.overview();
    },
    async connectEmbedder() {},
    async subscribe(listener) {
      listeners.push(listener);
    },
    async overview(): Promise<Overview> {
      const current = held.memories.filter((memory) => memory.status === "current");
      const words = (texts: string[]) => texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
      return {
        rev,
        schemaVersion: 1,
        memories: current.length,
        sources: held.sources.filter((source) => source.kind !== "chat" && source.status === "live").length,
        conflicts: 0,
        wordsIn: words(held.passages.filter((passage) => !isForgotten(passage)).map((passage) => passage.text)),
        wordsHeld: words(current.map((memory) => memory.text)),
      };
    },
    async chats() {
      return structuredClone([...held.chats].sort((a, b) => b.lastAt - a.lastAt));
    },
    async chat(chatId) {
      const chat = held.chats.find((candidate) => candidate.id === chatId);
      if (!chat) return null;
      return structuredClone({ chat, turns: held.turns.filter((turn) => turn.chatId === chatId).map(viewOf) });
    },
    async say({ chatId, turnId, text, saidAt }) {
      const known = held.turns.find((turn) => turn.id === turnId);
      if (known) return viewOf(known);
      let chat = held.chats.find((candidate) => candidate.id === chatId);
      if (!chat) {
        const source: Source = {
          id: id<SourceId>("source"),
          kind: "chat",
          title: text.slice(0, 60),
          mediaType: "",
          trust: "user",
          addedAt: saidAt,
          contentHash: "",
          size: 0,
          status: "live",
        };
        held.sources.push(source);
        chat = { id: chatId, sourceId: source.id, title: source.title, startedAt: saidAt, lastAt: saidAt };
        held.chats.push(chat);
      }
      chat.lastAt = saidAt;
      const ordinal = held.turns.filter((turn) => turn.chatId === chatId).length;
      const passage: Passage = {
        id: id<PassageId>("passage"),
        sourceId: chat.sourceId,
        ordinal,
        text,
        speaker: "user",
        saidAt,
        section: "",
        status: "live",
      };
      held.passages.push(passage);
      const turn: Turn = { id: turnId, chatId, ordinal, passageId: passage.id, saidAt, answer: null, learned: false };
      held.turns.push(turn);
      changed(["turns", "passages", "chats"], [chatId]);
      return viewOf(turn);
    },
    async prepare(turnId, _options, signal) {
      signal?.throwIfAborted();
      const passage = passageOf(turnOf(turnId).passageId);
      const text = passage?.text ?? "";
      if (!text.includes("?")) return { kind: "tell" };
      const recalled = recalledFor(text, passage?.id ?? "");
      if (recalled.length === 0) return { kind: "nothing", nearest: [] };
      const quotes = `From memory, in the words it was given:\n\n${recalled.map((line) => `> ${line.text}`).join("\n\n")}`;
      return {
        kind: "answer",
        recalled,
        messages: [{ role: "user", content: text }],
        quotes,
        windowFrom: 0,
        maxTokens: 400,
      };
    },
    async answer(written) {
      const turn = turnOf(written.turnId);
      const { turnId: _turnId, ...rest } = written;
      const claims =
        written.kind === "model" || written.kind === "quotes" ? claimsOf(written.text, written.recalled) : [];
      const unsaid = written.recalled.find((line) => !written.text.includes(line.text));
      const beside = written.kind === "model" && unsaid ? { beside: [unsaid.n] } : {};
      const answer: Answer = { ...rest, claims, ...beside, answeredAt: now() };
      turn.answer = answer;
      changed(["turns"], [turn.chatId]);
      return viewOf(turn);
    },
    async learn(turnId) {
      const turn = turnOf(turnId);
      const passage = passageOf(turn.passageId);
      if (passage && !turn.learned) {
        for (const sentence of sentencesOf(passage.text)) if (!sentence.endsWith("?")) remember(passage, sentence);
      }
      turn.learned = true;
      changed(["turns", "memories"], [turn.chatId]);
      return viewOf(turn);
    },
    async deleteChat(chatId) {
      held.chats = held.chats.filter((chat) => chat.id !== chatId);
      changed(["chats"], [chatId]);
      return { causeId: id("cause") };
    },
    async search({ text, showPast, kind, offset, limit }, signal) {
      signal?.throwIfAborted();
      const asked = text.toLowerCase();
      const rows = held.memories
        .filter((memory) => (showPast ? memory.status !== "forgotten" : memory.status === "current"))
        .filter((memory) => kind === null || memory.kind === kind)
        .filter((memory) => memory.text.toLowerCase().includes(asked))
        .map((memory) => ({
          memory,
          sources: [...new Set(memory.evidence.map((evidence) => titleOf(evidence.passageId)))].slice(0, 3),
        }));
      return structuredClone({ total: rows.length, rows: rows.slice(offset, offset + limit) });
    },
    async memory(memoryId) {
      const memory = held.memories.find((candidate) => candidate.id === memoryId);
      if (!memory || memory.status === "forgotten") return null;
      const evidence = memory.evidence.flatMap(({ passageId, start, end }) => {
        const passage = passageOf(passageId);
        const source = passage && sourceOf(passage.sourceId);
        return passage && source ? [{ passage, source, start, end }] : [];
      });
      const byId = (one: MemoryId) => held.memories.filter((candidate) => candidate.id === one);
      return structuredClone({
        memory,
        evidence,
        derivedFrom: memory.derivedFrom.flatMap(byId),
        partOf: held.memories.filter((other) => other.derivedFrom.includes(memory.id)),
        links: [],
        history: [{ at: memory.learnedAt, text: "Learned" }],
      });
    },
    async forgetMemory(memoryId) {
      const memory = held.memories.find((candidate) => candidate.id === memoryId);
      if (memory) memory.status = "forgotten";
      changed(["memories"]);
      return { causeId: `forget/${memoryId}` };
    },
    async passage(passageId) {
      const passage = passageOf(passageId);
      const source = passage && sourceOf(passage.sourceId);
      if (!passage || !source) return null;
      const all = held.passages.filter((other) => other.sourceId === passage.sourceId);
      const at = all.indexOf(passage);
      return structuredClone({
        passage,
        source,
        before: all.slice(Math.max(0, at - 2), at),
        after: all.slice(at + 1, at + 3),
      });
    },
    async sources() {
      return structuredClone(
        held.sources
          .filter((source) => source.kind !== "chat" && source.status !== "forgotten")
          .map((source) => {
            const ids = new Set<string>(held.passages.filter((p) => p.sourceId === source.id).map((p) => p.id));
            const memories = held.memories.filter((memory) => memory.evidence.some((e) => ids.has(e.passageId)));
            return { source, passages: ids.size, memories: memories.length };
          }),
      );
    },
    async source(sourceId) {
      const source = sourceOf(sourceId);
      if (!source || source.status === "forgotten") return null;
      return structuredClone({ source, passages: held.passages.filter((passage) => passage.sourceId === sourceId) });
    },
    async addFile(_port, onProgress, signal) {
      onProgress({ done: 1, total: 2, what: "" });
      signal?.throwIfAborted();
      const source = fake.addSource(`file ${held.sources.length}.md`, ["One thing.", "Another thing."], now());
      changed(["sources", "passages", "memories"], [], [source.id]);
      return {
        kind: "added",
        sourceId: source.id,
        title: source.title,
        passages: 2,
        memories: 2,
        causeId: `file/${source.id}`,
      };
    },
    async forgetSource(sourceId) {
      const source = sourceOf(sourceId);
      if (source) source.status = "forgotten";
      changed(["sources", "memories"], [], [sourceId]);
      return { causeId: `forget/${sourceId}` };
    },
    async passes() {
      return structuredClone(held.passes);
    },
    async reflect(_port, onProgress, signal) {
      onProgress({ done: 1, total: 4, what: "Comparing what was said" });
      signal?.throwIfAborted();
      return null;
    },
    async undo(causeId, entry) {
      held.undone.push({ causeId, entry: entry ?? null });
      const target = entry ? entry.split("/").at(-1) : causeId.split("/").at(-1);
      for (const memory of held.memories) {
        if (memory.id === target) memory.status = entry ? "forgotten" : "current";
      }
      const source = sourceOf(target ?? "");
      if (source) source.status = "live";
      for (const pass of held.passes.filter((candidate) => candidate.id === causeId)) {
        if (!entry) pass.undone = true;
        for (const line of pass.lines) if (!entry || line.id === entry) line.undone = true;
      }
      changed(
        ["memories", "passes", "sources"],
        held.chats.map((chat) => chat.id),
        source ? [source.id] : [],
      );
      return { kind: "undone", causeId };
    },
    async exportMemory(onProgress) {
      onProgress({ done: 1, total: 1, what: "" });
      return new Blob(["a memory"]);
    },
    async stageImport() {
      const adds = { sources: 1, passages: 3, memories: 2, links: 0, chats: 0 };
      return { previewId: "preview", adds, known: 1, newestAt: now() };
    },
    async commitImport() {
      changed(["memories", "sources"]);
      return { causeId: "import" };
    },
    async dropImport() {},
    async settings() {
      return { ...held.settings };
    },
    async setSetting(key, value) {
      held.settings[key] = value;
    },
    async health() {
      return { rev, schemaVersion: 1, counts: {}, vectors: 0, violations: [] };
    },
  };
  const titleOf = (passageId: PassageId) => sourceOf(passageOf(passageId)?.sourceId ?? "")?.title ?? "";

  const intercepted = Object.fromEntries(
    Object.entries(api).map(([name, call]) => [
      name,
      async (...args: never[]) => {
        calls[name] = (calls[name] ?? 0) + 1;
        await holds.get(name);
        const failure = failures.get(name);
        failures.delete(name);
        if (failure) throw failure;
        return (call as (...rest: never[]) => unknown)(...args);
      },
    ]),
  ) as unknown as MemoryApi;

  const fake: FakeMemory = {
    ...intercepted,
    held,
    calls,
    failNext(method, error) {
      failures.set(method, error);
    },
    hold(method) {
      let release = () => {};
      holds.set(method, new Promise<void>((resolve) => (release = resolve)));
      return () => {
        holds.delete(method);
        release();
      };
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    addSource(title, texts, addedAt) {
      const source: Source = {
        id: id<SourceId>("source"),
        kind: "file",
        title,
        mediaType: "text/markdown",
        trust: "document",
        addedAt,
        contentHash: title,
        size: 1000,
        status: "live",
      };
      held.sources.push(source);
      texts.forEach((text, ordinal) => {
        const passage: Passage = {
          id: id<PassageId>("passage"),
          sourceId: source.id,
          ordinal,
          text,
          speaker: null,
          saidAt: null,
          section: "",
          status: "live",
        };
        held.passages.push(passage);
        for (const sentence of sentencesOf(text)) remember(passage, sentence);
      });
      return source;
    },
  };
  return fake;
}

/** A pass for the diary. */
export function makePass(startedAt: number, lines: Pick<Pass["lines"][number], "text" | "detail">[]): Pass {
  return {
    id: `pass${startedAt}` as PassId,
    kind: "reflection",
    title: "Reflection",
    startedAt,
    endedAt: startedAt + 40_000,
    lines: lines.map((line, place) => ({ id: `line${place}`, memoryId: null, undone: false, ...line })),
    undone: false,
  };
}
