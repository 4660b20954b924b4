import { describe, expect, it } from "vitest";
import { browserModelInfo, openBrowserModel } from "../../src/engines/llm/createBrowserModel";
import { findBrowserModelApi } from "../../src/engines/llm/promptApi";
import type { ChatMessage, CompletionRequest } from "../../src/memory/ports";
import { sleep } from "../contracts/contractCase";
import { type LanguageModelSubject, languageModelContract } from "../contracts/languageModel";
import { FakePromptApi, type FakePromptApiOptions } from "../support/fakePromptApi";

async function open(options: FakePromptApiOptions = {}) {
  const api = new FakePromptApi(options);
  const model = await openBrowserModel(api);
  /** Sessions besides the one that has read the system text, and keeps the model in memory. */
  const chats = () => api.live.filter((session) => session.isClone);
  return { api, model, chats };
}

const system: ChatMessage = { role: "system", content: "You are kind." };
const user = (content: string): ChatMessage => ({ role: "user", content });
const assistant = (content: string): ChatMessage => ({ role: "assistant", content });
const asking = (messages: ChatMessage[], more: Partial<CompletionRequest> = {}): CompletionRequest => ({
  messages,
  maxTokens: 50,
  temperature: 0.2,
  ...more,
});
const saying = (text: string): FakePromptApiOptions => ({ answer: () => text });

describe("the language model contract, on the browser's own model", () => {
  /** The browser's model has no worker of ours to lose. */
  const cases = languageModelContract.filter(({ title }) => !title.includes("lost in mid-stream"));

  it.each([
    ["the API of today", {}],
    ["the API before its names changed", { old: true }],
  ] as const)("%s", async (_which, options) => {
    // Without `append` an answer that was cut off is read again, without `clone` the system text of another chat.
    const again = /does not read the beginning|having read nearly all/;
    const facts = cases.filter(({ title }) => !("old" in options && again.test(title)));
    for (const fact of facts) {
      const { api, model } = await open({ readMs: 5, context: 20_000, ...options });
      const subject: LanguageModelSubject = {
        model,
        longText: "word ".repeat(10_000),
        overlongText: "word ".repeat(30_000),
        reload: async () => api.evict(),
        kill: () => api.evict(),
      };
      await fact.run(subject).catch((error) => expect.fail(`${fact.title}: ${error}`));
    }
  });
});

describe("findBrowserModelApi", () => {
  it("finds what can do what is needed, and nothing else", () => {
    const api = new FakePromptApi();
    expect(findBrowserModelApi({ LanguageModel: api })).toBe(api);
    const callable = Object.assign(() => {}, { availability() {}, create() {} });
    expect(findBrowserModelApi({ LanguageModel: callable })).toBe(callable);
    for (const other of [undefined, null, 7, {}, { create() {} }]) {
      expect(findBrowserModelApi({ LanguageModel: other })).toBeUndefined();
    }
    expect(findBrowserModelApi({})).toBeUndefined();
  });
});

describe("browserModelInfo", () => {
  it.each(["available", "downloadable", "downloading"] as const)(
    "knows of a model that is %s",
    async (availability) => {
      const info = await browserModelInfo(new FakePromptApi({ availability }));
      expect(info).toMatchObject({ id: "browser", kind: "browser", from: "browser", bytes: 0, files: [] });
    },
  );

  it("knows of none where there is no API, no model, or no leave to ask", async () => {
    expect(await browserModelInfo(undefined)).toBeNull();
    expect(await browserModelInfo(new FakePromptApi({ availability: "unavailable" }))).toBeNull();
    const forbidden = new FakePromptApi();
    forbidden.availability = () => Promise.reject(new DOMException("No.", "NotAllowedError"));
    expect(await browserModelInfo(forbidden)).toBeNull();
  });
});

describe("openBrowserModel", () => {
  it("tells how far the browser's download is, and what the model holds", async () => {
    const progress: number[][] = [];
    const api = new FakePromptApi({ availability: "downloadable", context: 6000 });
    const model = await openBrowserModel(api, (...each) => progress.push(each));
    expect(progress).toEqual([
      [0, 1],
      [0.5, 1],
      [1, 1],
    ]);
    expect(model).toMatchObject({ id: "browser", contextTokens: 6000 });
  });

  it("is ended by its signal, which ends nothing later", async () => {
    const abort = new AbortController();
    abort.abort(new Error("Enough."));
    await expect(openBrowserModel(new FakePromptApi(), undefined, abort.signal)).rejects.toThrow("Enough.");
    const later = new AbortController();
    const api = new FakePromptApi(saying("fine"));
    const model = await openBrowserModel(api, undefined, later.signal);
    later.abort();
    expect(api.live).toHaveLength(1);
    expect((await model.complete(asking([user("Hello")]))).text).toBe("fine");
  });

  it("says that the model broke down where no session can be had", async () => {
    const api = new FakePromptApi();
    api.failCreate = new DOMException("The device is unable to create a session.", "InvalidStateError");
    await expect(openBrowserModel(api)).rejects.toMatchObject({ name: "EngineFailed" });
  });
});

describe("a chat with the browser's own model", () => {
  it("goes on in one session from turn to turn, though its answers were trimmed", async () => {
    const { model, chats } = await open(saying(" Hello there. "));
    const first = await model.complete(asking([system, user("Hello")]));
    const { usage } = await model.complete(
      asking([system, user("Hello"), assistant("Hello there."), user("And now?")]),
    );
    expect(first.usage.cachedTokens).toBe(0);
    expect(usage.cachedTokens).toBe(first.usage.promptTokens + first.usage.completionTokens);
    expect(chats()).toHaveLength(1);
    expect(chats()[0]?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user", "assistant"]);
  });

  it("begins a new session where the chat is another one, and lets go of the old", async () => {
    const { model, api, chats } = await open(saying("Fine."));
    await model.complete(asking([system, user("Hello")]));
    const { usage } = await model.complete(
      asking([system, user("Good morning"), assistant("Fine."), user("And now?")]),
    );
    // The system text alone: 1 and 3 words.
    expect(usage.cachedTokens).toBe(4);
    expect(chats()).toHaveLength(1);
    expect(api.created.map(({ initialPrompts }) => initialPrompts)).toEqual([undefined, [system]]);
  });

  it("is as free as it was asked to be", async () => {
    const { model, api } = await open(saying("Fine."));
    for (const temperature of [0, 0.3, 1]) await model.complete(asking([user("Hello")], { temperature }));
    const modes = api.created.slice(1).map(({ samplingMode }) => samplingMode);
    expect(modes).toEqual(["most-predictable", "predictable", "balanced"]);
  });

  it("reads an answer that was cut off at its length once more ahead of the next turn", async () => {
    const { model, chats } = await open({ writeMs: 1 });
    const { text, ended } = await model.complete(asking([user("Count")], { maxTokens: 10 }));
    expect(ended).toBe("length");
    await expect.poll(() => chats()[0]?.messages).toEqual([user("Count"), assistant(text)]);
  });

  it("goes on without a question that was stopped", async () => {
    const { model, chats } = await open({ writeMs: 2 });
    await model.complete(asking([system, user("Hello")], { maxTokens: 4 }));
    const stop = new AbortController();
    const stopped = model.complete(asking([system, user("Count")], { signal: stop.signal }), () => stop.abort());
    expect((await stopped).ended).toBe("stopped");
    expect(chats()[0]?.messages).toEqual([system]);
    await model.complete(asking([system, user("Count again")], { maxTokens: 4 }));
    expect(chats()).toHaveLength(1);
  });

  it("does not let the browser drop its oldest turns without a word", async () => {
    const { model, api, chats } = await open({ ...saying("one two three four five"), context: 30 });
    const turns = [system, user("Hello there my old friend"), assistant("one two three four five")];
    await model.complete(asking(turns.slice(0, 2)));
    const next = user("And what do you say to all of this now that you know it");
    const error = await model.complete(asking([...turns, next])).catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: "PromptTooLong" });
    expect(chats()).toHaveLength(0);
    expect(api.live).toHaveLength(1);
  });

  it("begins a new session after an answer for which the oldest turns were dropped", async () => {
    const { model, chats } = await open({ ...saying("one two three four five six"), context: 20 });
    await model.complete(asking([user("Hello"), assistant("Hello to you"), user("Count")]));
    expect(chats()).toHaveLength(1);
    const longer = [user("Hello"), assistant("Hello to you"), user("Count"), assistant("one two three four five six")];
    await model.complete(asking([...longer, user("Go")])).catch(() => undefined);
    expect(chats()).toHaveLength(0);
  });

  it("goes on in a new session where the browser ended the old one", async () => {
    const { model, api, chats } = await open(saying("Fine."));
    await model.complete(asking([user("Hello")]));
    api.evict();
    const { text } = await model.complete(asking([user("Hello"), assistant("Fine."), user("And now?")]));
    expect(text).toBe("Fine.");
    expect(api.live).toHaveLength(2);
    expect(chats()).toHaveLength(1);
  });

  it("breaks down where the browser ends its session in mid-stream, and answers the next call", async () => {
    const { model, api } = await open({ writeMs: 2 });
    const call = model.complete(asking([user("Count")]), () => api.evict());
    await expect(call).rejects.toMatchObject({ name: "EngineFailed" });
    expect((await model.complete(asking([user("Count")], { maxTokens: 3 }))).ended).toBe("length");
  });

  it("counts the words of pieces that hold several", async () => {
    const { model } = await open({ wordsPerPiece: 8 });
    const { text, ended } = await model.complete(asking([user("Count")], { maxTokens: 20 }));
    expect(ended).toBe("length");
    expect(text.trim().split(" ").length).toBeLessThanOrEqual(20);
  });

  it("is not answered once it was closed", async () => {
    const { model, api } = await open(saying("Fine."));
    await model.complete(asking([user("Hello")]));
    model.close();
    expect(api.live).toHaveLength(0);
    await expect(model.complete(asking([user("Hello")]))).rejects.toMatchObject({ name: "ModelNotLoaded" });
  });
});

describe("background work on the browser's own model", () => {
  const later = { priority: "later" } as const;
  const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

  it("leaves the session of the chat as it is", async () => {
    const { model, chats } = await open(saying("Fine."));
    await model.complete(asking([user("Hello")]));
    await model.complete(asking([user("Something else")], later));
    await model.complete(asking([user("As JSON")], { schema }));
    expect(chats()).toHaveLength(1);
    const next = await model.complete(asking([user("Hello"), assistant("Fine."), user("And now?")]));
    expect(next.usage.cachedTokens).toBeGreaterThan(0);
  });

  it("gives way to a question within 100 ms, and begins again", async () => {
    const { model } = await open({ writeMs: 5 });
    const pieces: string[] = [];
    const background = model.complete(asking([user("Count")], { ...later, maxTokens: 20 }), (piece) =>
      pieces.push(piece),
    );
    await sleep(40);
    const askedAt = performance.now();
    let firstWord = 0;
    await model.complete(asking([user("Hello")], { maxTokens: 3 }), () => {
      firstWord ||= performance.now() - askedAt;
    });
    expect(firstWord).toBeLessThan(100);
    const { text } = await background;
    expect(text).not.toBe("");
    expect(pieces.join("")).toBe(text);
  });

  it("asks without a schema where the browser knows none", async () => {
    const { model } = await open({ ...saying("No JSON."), constrains: false });
    expect((await model.complete(asking([user("As JSON")], { schema }))).text).toBe("No JSON.");
    expect((await model.complete(asking([user("As JSON")], { schema, ...later }))).text).toBe("No JSON.");
  });

  it("keeps what was written where the browser could not keep to the schema", async () => {
    const { model } = await open({
      answer() {
        throw new DOMException("It does not match.", "SyntaxError");
      },
    });
    expect(await model.complete(asking([user("As JSON")], { schema }))).toMatchObject({ text: "", ended: "complete" });
  });
});
