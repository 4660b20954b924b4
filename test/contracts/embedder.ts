import type { Embedder } from "../../src/memory/ports";
import { type ContractCase, check, rejection, sleep } from "./contractCase";

/** An embedder, and the accident that can happen to it. */
export interface EmbedderSubject {
  embedder: Embedder;
  /** Its worker dies; another takes its place. */
  kill(): void;
}

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

/** 1 to about 90 words. */
function mixedTexts(count: number): string[] {
  const words = "the old lighthouse keeper wrote three letters about storms and birds every winter".split(" ");
  return Array.from({ length: count }, (_, n) =>
    Array.from({ length: 1 + ((n * 37) % 90) }, (_, i) => words[(n + i * (1 + (n % 5))) % words.length]).join(" "),
  );
}

/** What every Embedder keeps. */
export const embedderContract: readonly ContractCase<EmbedderSubject>[] = [
  {
    title: "gives one finite vector of length 1 and of its dimension to each text",
    async run({ embedder }) {
      const texts = mixedTexts(12);
      const vectors = await embedder.embed(texts);
      check(vectors.length === texts.length, "one a text", vectors.length);
      for (const vector of vectors) {
        check(vector.length === embedder.dimension, "has the dimension", vector.length);
        check(Math.abs(cosine(vector, vector) - 1) < 1e-5, "has length 1", cosine(vector, vector));
      }
      check(embedder.modelId !== "", "names its model");
    },
  },
  {
    title: "keeps the order over mixed lengths, and gives a text the same vector in any company",
    async run({ embedder }) {
      const texts = mixedTexts(24);
      const together = await embedder.embed(texts);
      for (const at of [0, 7, 13, 23]) {
        const [alone] = await embedder.embed([texts[at] ?? ""]);
        const same = alone ? cosine(alone, together[at] ?? new Float32Array()) : 0;
        check(same > 0.9999, `text ${at} is in its place`, same);
      }
    },
  },
  {
    title: "gives nothing for nothing",
    async run({ embedder }) {
      check((await embedder.embed([])).length === 0, "is empty");
    },
  },
  {
    title: "takes an empty text, 200,000 characters, NUL, half surrogate pairs and every script",
    async run({ embedder }) {
      const texts = [
        "",
        " ",
        "word ".repeat(40_000),
        "x".repeat(200_000),
        "a\0b",
        "\ud83d",
        "שלום",
        "你好，世界",
        "🙂",
      ];
      const vectors = await embedder.embed(texts);
      vectors.forEach((vector, at) => {
        check(Math.abs(cosine(vector, vector) - 1) < 1e-5, `text ${at} has a vector of length 1`);
      });
    },
  },
  {
    title: "tells how far it is",
    async run({ embedder }) {
      const seen: [number, number][] = [];
      await embedder.embed(mixedTexts(30), { onProgress: (done, total) => seen.push([done, total]) });
      check(
        seen.every(([done, total], i) => total === 30 && done > (seen[i - 1]?.[0] ?? 0)),
        "goes up",
        seen,
      );
      check(seen.at(-1)?.[0] === 30, "reaches the end", seen.at(-1));
    },
  },
  {
    title: "stops at once when it is cancelled, and serves the others",
    async run({ embedder }) {
      const stop = new AbortController();
      const cancelled = rejection(embedder.embed(mixedTexts(400), { signal: stop.signal }));
      const other = embedder.embed(["another text"]);
      await sleep(20);
      const stoppedAt = performance.now();
      stop.abort();
      check((await cancelled).name === "AbortError", "says why", (await cancelled).name);
      check(performance.now() - stoppedAt < 500, "does not wait", performance.now() - stoppedAt);
      check((await other).length === 1, "the other one is done");
      check(
        (await rejection(embedder.embed(["a"], { signal: stop.signal }))).name === "AbortError",
        "nor does it begin",
      );
    },
  },
  {
    title: "does what is asked now before what may come later",
    async run({ embedder }) {
      const order: string[] = [];
      const later = embedder.embed(mixedTexts(120), { priority: "later" }).then(() => order.push("later"));
      await sleep(10);
      const now = embedder.embed(["a question"], { priority: "now" }).then(() => order.push("now"));
      await Promise.all([later, now]);
      check(order.join() === "now,later", "the question is first", order);
    },
  },
  {
    title: "loses nothing of its queue when its worker dies",
    async run({ embedder, kill }) {
      const texts = mixedTexts(60);
      let killed = false;
      const all = embedder.embed(texts, {
        onProgress(done) {
          if (killed || done < 10) return;
          killed = true;
          kill();
        },
      });
      const queued = embedder.embed(["queued behind it"]);
      const vectors = await all;
      check(killed, "its worker died in the middle");
      check(vectors.length === 60 && vectors.every((vector) => vector instanceof Float32Array), "all are there");
      const [last] = await embedder.embed([texts[59] ?? ""]);
      check(last !== undefined && cosine(last, vectors[59] ?? last) > 0.9999, "in their places");
      check((await queued).length === 1, "what was queued as well");
    },
  },
];

/** What an embedder that knows language keeps on top. */
export const meaningContract: readonly ContractCase<EmbedderSubject>[] = [
  {
    title: "puts paraphrases nearer than what is unrelated",
    async run({ embedder }) {
      const pairs = [
        ["My sister moved to Lisbon last spring.", "Where does my sister live now?"],
        ["The boiler was repaired on Friday.", "They fixed the heating at the end of the week."],
        ["I am allergic to peanuts.", "Which food can I not eat?"],
        ["We adopted a beagle called Biscuit.", "What is the name of our dog?"],
      ] as const;
      const told = await embedder.embed(pairs.map(([text]) => text));
      const asked = await embedder.embed(pairs.map(([, text]) => text));
      asked.forEach((question, at) => {
        const near = told.map((vector) => cosine(vector, question));
        check(near.indexOf(Math.max(...near)) === at, `the nearest to "${pairs[at]?.[1]}" is its own`, near);
      });
    },
  },
  {
    title: "reads the first 256 tokens of a longer text",
    async run({ embedder }) {
      const head = "The council talked about the bridge over the river. ".repeat(40);
      const [a, b, c] = await embedder.embed([head, `${head} An unrelated ending on cooking.`, "Cooking."]);
      check(a !== undefined && b !== undefined && c !== undefined, "all are there");
      check(cosine(a, b) > 0.9999, "what comes after changes nothing", cosine(a, b));
      check(cosine(a, c) < 0.5, "and it is about the head", cosine(a, c));
    },
  },
];
