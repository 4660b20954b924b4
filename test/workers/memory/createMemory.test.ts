import { IDBFactory } from "fake-indexeddb";
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { makeChange } from "../../../src/memory/graph/makeChange";
import type { MemoryId, SourceId, TurnId } from "../../../src/memory/model";
import { type OpenedMemory, openMemory, servePassages } from "../../support/openMemory";
import { createChannels, openStore } from "../../support/openStore";

const HAAS = "The plumber Mr Haas comes on Tuesday at nine.";
const NOTES = [
  "The boiler was serviced in March by Brandt and Sons.",
  "Seed potatoes go into the lower bed after Easter.",
  "The spare key hangs behind the cellar door.",
];

/** Every entry of a zip, one after another. */
async function unzipped(file: Blob): Promise<Uint8Array> {
  const entries = Object.values(unzipSync(new Uint8Array(await file.arrayBuffer())));
  return new Uint8Array(entries.flatMap((entry) => [...entry]));
}

const current = async ({ api }: OpenedMemory) =>
  (await api.search({ text: "", showPast: false, kind: null, offset: 0, limit: 100 })).rows.map(
    (row) => row.memory.text,
  );

describe("A memory as memory.worker serves it", () => {
  it("keeps what is told, and finds it with its passage", async () => {
    const memory = await openMemory();
    const told = await memory.tell(HAAS);
    expect(told.learned.map(({ text, what }) => [text, what])).toEqual([[HAAS, "kept"]]);
    const prepared = await memory.ask("When does the plumber Haas come?");
    if (prepared.kind !== "answer") throw new Error(`not answered: ${prepared.kind}`);
    expect(prepared.recalled[0]).toMatchObject({ n: 1, text: HAAS, passageId: told.passage.id, support: 1 });
    expect(prepared.messages.at(-1)?.content).toContain(HAAS);
    expect(prepared.quotes).toContain("Mr Haas");
  });

  it("tells that a statement asks nothing, and that memory holds nothing on a question", async () => {
    const memory = await openMemory();
    expect((await memory.ask("I live in Porto now.")).kind).toBe("tell");
    expect((await memory.ask("Who repaired Ottilie's bicycle?")).kind).toBe("nothing");
  });

  it("keeps one turn for one id, however often it is said", async () => {
    const { api } = await openMemory();
    const request = { chatId: "c", turnId: "t", text: HAAS, saidAt: 1 } as Parameters<typeof api.say>[0];
    await Promise.all([api.say(request), api.say(request)]);
    await api.say(request);
    expect((await api.chat(request.chatId))?.turns).toHaveLength(1);
  });

  it("dates words that a clock ahead of itself sent no later than now", async () => {
    const { api } = await openMemory();
    const request = { chatId: "c", turnId: "t", text: HAAS, saidAt: Date.UTC(2099, 0) } as Parameters<
      typeof api.say
    >[0];
    expect((await api.say(request)).turn.saidAt).toBeLessThan(Date.UTC(2027, 0));
  });

  it("takes back what a turn taught, and gives it again", async () => {
    const memory = await openMemory();
    const { turn, learned } = await memory.tell(HAAS);
    const undone = await memory.api.undo(turn.id, learned[0]?.entry);
    expect(undone.kind).toBe("undone");
    expect(await current(memory)).toEqual([]);
    expect((await memory.api.chat(turn.chatId))?.turns[0]?.learned[0]).toMatchObject({ undone: true, text: HAAS });
    if (undone.kind === "undone") await memory.api.undo(undone.causeId);
    expect(await current(memory)).toEqual([HAAS]);
    expect((await memory.api.chat(turn.chatId))?.turns[0]?.learned[0]?.undone).toBe(false);
  });

  it("reinforces what is told again, and undoing the first leaves the second", async () => {
    const memory = await openMemory();
    const first = await memory.tell(HAAS);
    const again = await memory.tell(HAAS);
    expect(again.learned).toMatchObject([{ what: "reinforced", support: 2 }]);
    await memory.api.undo(first.turn.id, first.learned[0]?.entry);
    const page = await memory.api.memory(again.learned[0]?.memoryId as never);
    expect(page?.evidence.map(({ passage }) => passage.id)).toEqual([again.passage.id]);
  });

  it("adds a file once, with its passages and memories, and undoes it whole", async () => {
    const memory = await openMemory();
    await memory.tell(HAAS);
    const before = await memory.api.health();
    const added = await memory.api.addFile(servePassages("notes.txt", NOTES, 2), () => undefined);
    expect(added).toMatchObject({ kind: "added", passages: 3, memories: 3 });
    expect(await memory.api.addFile(servePassages("notes.txt", NOTES), () => undefined)).toMatchObject({
      kind: "duplicate",
    });
    expect(await memory.api.sources()).toMatchObject([{ passages: 3, memories: 3 }]);
    const prepared = await memory.ask("Where does the spare key hang?");
    expect(prepared.kind === "answer" && prepared.recalled.map((line) => line.text)).toContain(NOTES[2]);
    if (added.kind !== "added") throw new Error("not added");
    expect(await memory.api.undo(added.causeId)).toMatchObject({ kind: "undone" });
    const after = await memory.api.health();
    expect(after.counts).toMatchObject({ sources: before.counts.sources, memories: before.counts.memories });
  });

  it("stops adding when it is told to, keeps what is in, and goes on from there", async () => {
    const memory = await openMemory();
    const stop = new AbortController();
    const stopped = await memory.api.addFile(servePassages("n.txt", NOTES, 1), () => stop.abort(), stop.signal);
    expect(stopped).toMatchObject({ kind: "stopped", passages: 1 });
    const added = await memory.api.addFile(servePassages("n.txt", NOTES, 1), () => undefined);
    expect(added).toMatchObject({ kind: "added", passages: 3 });
    expect((await current(memory)).sort()).toEqual([...NOTES].sort());
    expect((await memory.api.health()).violations).toEqual([]);
  });

  it("says that adding stopped where the reader broke off, also when nobody was there to say so", async () => {
    const indexedDB = new IDBFactory();
    const memory = await openMemory({ indexedDB });
    const broken = servePassages("n.txt", [...NOTES, "BREAK"], 1);
    await expect(memory.api.addFile(broken, () => undefined)).rejects.toThrow("broke off");
    const [row] = await memory.api.sources();
    expect(row).toMatchObject({ passages: 3, source: { status: "stopped" } });
    // As a tab leaves it that is closed in the middle.
    const store = await openStore({ indexedDB });
    await store.commit({ kind: "file", id: "f" }, async (rows) => {
      const before = await rows.get("sources", row?.source.id ?? "");
      return { changes: before ? [makeChange("sources", before, { ...before, status: "adding" })] : [] };
    });
    const again = await openMemory({ indexedDB });
    await expect.poll(() => again.api.sources()).toMatchObject([{ source: { status: "stopped" } }]);
  });

  it("forgets a source with all that rests on it alone, keeps what was also said, and undoes that", async () => {
    const memory = await openMemory();
    const added = await memory.api.addFile(servePassages("notes.txt", NOTES), () => undefined);
    await memory.api.addFile(servePassages("other.txt", [NOTES[2] ?? ""]), () => undefined);
    const { causeId } = await memory.api.forgetSource((added as { sourceId: SourceId }).sourceId);
    expect(await current(memory)).toEqual([NOTES[2]]);
    expect(await memory.api.sources()).toMatchObject([{ source: { title: "other.txt" } }]);
    expect((await memory.ask("When was the boiler serviced by Brandt and Sons?")).kind).toBe("nothing");
    expect((await memory.api.health()).violations).toEqual([]);
    await memory.api.undo(causeId);
    expect((await current(memory)).sort()).toEqual([...NOTES].sort());
  });

  it("withholds an answer that rested on forgotten words", async () => {
    const memory = await openMemory();
    const told = await memory.tell(HAAS);
    const { turn } = await memory.api.say({
      chatId: "q",
      turnId: "q1",
      text: "When does Haas come?",
      saidAt: 1,
    } as never);
    const prepared = await memory.api.prepare(turn.id, { budget: 600, model: null });
    if (prepared.kind !== "answer") throw new Error("not answered");
    const { recalled, quotes } = prepared;
    await memory.api.answer({
      turnId: turn.id,
      kind: "quotes",
      text: quotes,
      recalled,
      modelId: null,
      ended: "complete",
      usage: null,
      windowFrom: 0,
    });
    await memory.api.forgetMemory(told.learned[0]?.memoryId as never);
    const shown = JSON.stringify((await memory.api.chat(turn.chatId))?.turns);
    expect(shown).not.toContain("plumber");
  });

  it("shows forgotten words in no title, prompt or list, and brings them back with Undo", async () => {
    const memory = await openMemory();
    const told = await memory.tell("My locker code is 4417.");
    const asked = await memory.ask("What is my locker code?");
    if (asked.kind !== "answer") throw new Error("not answered");
    const turnId = (await memory.api.chat(told.turn.chatId))?.turns[1]?.turn.id as TurnId;
    await memory.api.answer({
      turnId,
      kind: "model",
      text: "It is 4417.",
      recalled: asked.recalled,
      modelId: "m",
      ended: "complete",
      usage: null,
      windowFrom: asked.windowFrom,
    });
    const before = await memory.api.chats();
    const { causeId } = await memory.api.forgetMemory(told.learned[0]?.memoryId as MemoryId);
    expect(JSON.stringify(await memory.api.chats())).not.toContain("4417");
    await memory.tell("The bus to the lockers leaves at nine.");
    const again = await memory.ask("When does the bus to the lockers leave?");
    expect(JSON.stringify(again)).not.toContain("4417");
    expect(new TextDecoder().decode(await unzipped(await memory.api.exportMemory(() => undefined)))).not.toContain(
      "4417",
    );
    await memory.api.undo(causeId);
    expect((await memory.api.chats())[0]?.title).toBe(before[0]?.title);
  });

  it("takes words into a chat that was forgotten, as a new one in the same place", async () => {
    const memory = await openMemory();
    const { turn } = await memory.tell(HAAS);
    await memory.api.deleteChat(turn.chatId);
    await memory.tell("The bus to the lockers leaves at nine.");
    expect(await current(memory)).toEqual(["The bus to the lockers leaves at nine."]);
    const view = await memory.api.chat(turn.chatId);
    expect(view?.turns).toHaveLength(1);
    expect(view?.chat.title).toBe("The bus to the lockers leaves at nine.");
    expect((await memory.api.health()).violations).toEqual([]);
  });

  it("goes on after a restart with a turn that was stored and not learned from", async () => {
    const indexedDB = new IDBFactory();
    const first = await openMemory({ indexedDB });
    await first.api.say({ chatId: "c", turnId: "t", text: HAAS, saidAt: 1 } as never);
    const again = await openMemory({ indexedDB });
    await expect.poll(() => current(again)).toEqual([HAAS]);
  });

  it("opens and serves where nothing can be written, and learns at the next start", async () => {
    const indexedDB = new IDBFactory();
    const first = await openMemory({ indexedDB });
    await first.api.say({ chatId: "c", turnId: "t", text: HAAS, saidAt: 1 } as never);
    const full = { request: () => Promise.reject(new Error("There is no room left.")) };
    const stuck = await openMemory({ indexedDB, locks: full });
    expect(await stuck.api.chats()).toHaveLength(1);
    expect(await current(stuck)).toEqual([]);
    const again = await openMemory({ indexedDB });
    await expect.poll(() => current(again)).toEqual([HAAS]);
  });

  it("shows another tab what this one learned", async () => {
    const indexedDB = new IDBFactory();
    const [one, two] = createChannels(2);
    const here = await openMemory({ indexedDB, channel: one });
    const there = await openMemory({ indexedDB, channel: two });
    await here.tell(HAAS);
    await expect.poll(() => there.events.some((event) => event.type === "changed")).toBe(true);
    expect(await there.ask("When does the plumber Haas come?")).toMatchObject({ kind: "answer" });
    expect(await there.api.overview()).toMatchObject({ memories: 1 });
  });
});
