import { afterEach, describe, expect, it } from "vitest";
import { type ConnectedEmbedder, createEmbedder } from "../../src/engines/embedder/createEmbedder";
import { expose } from "../../src/workers/rpc";
import { embedderContract } from "../contracts/embedder";
import { createFakeEmbedderApi, type FakeEmbedderOptions, fakeVector } from "../support/fakeEmbedder";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** Connects `embedder` to a new fake worker; `kill` closes its end, as a browser does for a dead thread. */
function connectFake(embedder: ConnectedEmbedder, options?: FakeEmbedderOptions) {
  const api = createFakeEmbedderApi(options);
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose(api, port2);
  embedder.connect(port1);
  return { api, kill: () => port2.close() };
}

describe("the embedder contract, on a fake worker behind the real queue", () => {
  it.each(embedderContract.map((fact) => [fact.title, fact] as const))("%s", async (_title, fact) => {
    const embedder = createEmbedder();
    let { kill } = connectFake(embedder);
    await embedder.load();
    await fact.run({
      embedder,
      kill() {
        kill();
        ({ kill } = connectFake(embedder));
      },
    });
  });
});

describe("the embedder's queue", () => {
  it("does not know its model before it has loaded", async () => {
    const embedder = createEmbedder();
    expect(() => embedder.modelId).toThrow("not loaded yet");
    const loaded = embedder.load();
    connectFake(embedder);
    expect(await loaded).toEqual({ modelId: "words@fake", dimension: 32 });
    expect(embedder.modelId).toBe("words@fake");
    expect(embedder.dimension).toBe(32);
  });

  it("waits for its first worker", async () => {
    const embedder = createEmbedder();
    const vectors = embedder.embed(["a text"]);
    connectFake(embedder);
    expect(await vectors).toEqual([fakeVector("a text")]);
  });

  it("sends texts of like length together, in batches of at most 256 tokens with their padding", async () => {
    const embedder = createEmbedder();
    const { api } = connectFake(embedder);
    const texts = Array.from({ length: 60 }, (_, n) => "word ".repeat(1 + ((n * 17) % 60)));
    await embedder.embed(texts);
    expect(api.batches.flat()).toHaveLength(60);
    for (const batch of api.batches) {
      const tokens = batch.map((text) => 2 + Math.ceil(text.length / 4));
      expect(Math.max(...tokens) * batch.length).toBeLessThanOrEqual(256);
      expect(Math.max(...tokens) - Math.min(...tokens)).toBeLessThan(Math.max(...tokens) / 2 + 8);
    }
  });

  it("sends many small calls in one batch", async () => {
    const embedder = createEmbedder();
    const { api } = connectFake(embedder);
    await Promise.all(Array.from({ length: 30 }, (_, n) => embedder.embed([`text ${n}`])));
    expect(api.batches.length).toBeLessThan(6);
  });

  it("drops what was cancelled before it was sent", async () => {
    const embedder = createEmbedder();
    const { api } = connectFake(embedder);
    const stop = new AbortController();
    const first = embedder.embed(["word ".repeat(300)]);
    const second = embedder.embed(["never sent"], { signal: stop.signal });
    stop.abort();
    await expect(second).rejects.toMatchObject({ name: "AbortError" });
    await first;
    expect(api.batches.flat()).not.toContain("never sent");
  });

  it("sends the batch under way again when its worker was replaced without a word", async () => {
    const embedder = createEmbedder();
    connectFake(embedder, { before: (call) => (call === "embed" ? new Promise(() => undefined) : undefined) });
    const vectors = embedder.embed(["stuck"]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { api } = connectFake(embedder);
    expect(await vectors).toEqual([fakeVector("stuck")]);
    expect(api.batches).toEqual([["stuck"]]);
  });

  it("gives up a text after three workers died with it, and goes on with the others", async () => {
    const embedder = createEmbedder();
    const connect = (): void => {
      const worker = connectFake(embedder, {
        before(call, texts) {
          if (call !== "embed" || !texts.includes("deadly")) return;
          worker.kill();
          connect();
          return new Promise(() => undefined);
        },
      });
    };
    connect();
    await expect(embedder.embed(["deadly"])).rejects.toMatchObject({ name: "WorkerLost" });
    expect(await embedder.embed(["harmless"])).toHaveLength(1);
  });

  it("rejects with the reason why the model does not load, and tries again at the next call", async () => {
    const embedder = createEmbedder();
    let missing = true;
    connectFake(embedder, {
      before() {
        if (missing) throw new Error("The model is not here.");
      },
    });
    await expect(embedder.load()).rejects.toThrow("The model is not here.");
    await expect(embedder.embed(["a"])).rejects.toThrow("The model is not here.");
    missing = false;
    expect(await embedder.embed(["a"])).toHaveLength(1);
  });

  it("refuses to mix the vectors of two models", async () => {
    const embedder = createEmbedder();
    connectFake(embedder);
    await embedder.load();
    connectFake(embedder, { modelId: "another@fake" });
    await expect(embedder.embed(["a"])).rejects.toMatchObject({ name: "EmbedderChanged" });
  });
});
