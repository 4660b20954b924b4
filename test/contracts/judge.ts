import { ANSWER_LABELS, type Judge, PAIR_LABELS, SENTENCE_LABELS, type Verdict } from "../../src/memory/ports";
import { type ContractCase, check, rejection, sleep } from "./contractCase";

/** A judge, and the accident that can happen to it. */
export interface JudgeSubject {
  judge: Judge;
  /** Its worker dies; another takes its place. */
  kill(): void;
}

/** A product in int8 rounds what goes in over the whole batch: so much may a probability move in other company. */
const COMPANY = 0.2;

/** Something known, and the same in other words. */
const KNOWN = "The pressure cooker is lent to Irene.";
const REPEAT = "Irene has my pressure cooker.";

/** 2 to about 40 words; every fifth is `KNOWN`. */
function mixedTexts(count: number): string[] {
  const words = "the old ferry sails past seven islands with letters and bread every winter morning".split(" ");
  return Array.from({ length: count }, (_, n) =>
    n % 5 === 0
      ? KNOWN
      : Array.from({ length: 2 + ((n * 17) % 40) }, (_, i) => words[(n + i * (1 + (n % 3))) % words.length]).join(" "),
  );
}

function checkVerdict<Label extends string>(verdict: Verdict<Label>, labels: readonly Label[]): void {
  check(Object.keys(verdict).join() === labels.join(), "has each label in its order", verdict);
  const values = Object.values<number>(verdict);
  check(
    values.every((value) => value >= 0 && value <= 1),
    "holds probabilities",
    verdict,
  );
  const sum = values.reduce((total, value) => total + value, 0);
  check(Math.abs(sum - 1) < 1e-5, "sums to 1", sum);
}

/** The likeliest label. */
function likeliest<Label extends string>(verdict: Verdict<Label> | undefined): Label | undefined {
  const entries = Object.entries<number>(verdict ?? {}) as [Label, number][];
  return entries.sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** What every Judge keeps. */
export const judgeContract: readonly ContractCase<JudgeSubject>[] = [
  {
    title: "gives every label a probability, and they sum to 1",
    async run({ judge }) {
      const pairs = await judge.pairs(mixedTexts(10), REPEAT);
      check(pairs.length === 10, "one for each known text", pairs.length);
      for (const verdict of pairs) checkVerdict(verdict, PAIR_LABELS);
      const sentences = await judge.sentences([
        { text: KNOWN, before: "" },
        { text: "Does she have it still?", before: KNOWN },
      ]);
      check(sentences.length === 2, "one for each sentence", sentences.length);
      for (const verdict of sentences) checkVerdict(verdict, SENTENCE_LABELS);
      const answers = await judge.answers("Who has the pressure cooker?", mixedTexts(3));
      check(answers.length === 3, "one for each passage", answers.length);
      for (const verdict of answers) checkVerdict(verdict, ANSWER_LABELS);
      check(judge.modelId !== "", "names its model");
    },
  },
  {
    title: "keeps the order over mixed lengths, and says nearly the same in any company",
    async run({ judge }) {
      const texts = mixedTexts(24);
      const together = await judge.pairs(texts, REPEAT);
      together.forEach((verdict, at) => {
        check((likeliest(verdict) === "same") === (at % 5 === 0), `text ${at} is in its place`, verdict);
      });
      for (const at of [0, 7, 15, 23]) {
        const [alone] = await judge.pairs([texts[at] ?? ""], REPEAT);
        const differ = PAIR_LABELS.map((label) => Math.abs((alone?.[label] ?? 1) - (together[at]?.[label] ?? 0)));
        check(Math.max(...differ) < COMPANY, `text ${at} alone is as it was together`, differ);
      }
    },
  },
  {
    title: "gives nothing for nothing",
    async run({ judge }) {
      check((await judge.pairs([], REPEAT)).length === 0, "no pairs");
      check((await judge.sentences([])).length === 0, "no sentences");
      check((await judge.answers("Who?", [])).length === 0, "no answers");
    },
  },
  {
    title: "takes an empty text, 200,000 characters, NUL, half surrogate pairs and every script",
    async run({ judge }) {
      const long = "word ".repeat(40_000);
      const texts = ["", " ", long, "x".repeat(200_000), "a\0b", "\ud83d", "שלום", "你好，世界", "🙂"];
      for (const verdict of await judge.pairs(texts, REPEAT)) checkVerdict(verdict, PAIR_LABELS);
      for (const verdict of await judge.pairs(["", long], long)) checkVerdict(verdict, PAIR_LABELS);
      for (const verdict of await judge.answers("", texts)) checkVerdict(verdict, ANSWER_LABELS);
    },
  },
  {
    title: "stops at once when it is cancelled, and serves the others",
    async run({ judge }) {
      const stop = new AbortController();
      const cancelled = rejection(judge.pairs(mixedTexts(200), "Something new.", { signal: stop.signal }));
      const other = judge.pairs([KNOWN], REPEAT);
      await sleep(20);
      const stoppedAt = performance.now();
      stop.abort();
      check((await cancelled).name === "AbortError", "says why", (await cancelled).name);
      check(performance.now() - stoppedAt < 500, "does not wait", performance.now() - stoppedAt);
      check((await other).length === 1, "the other one is done");
      const late = rejection(judge.pairs([KNOWN], REPEAT, { signal: stop.signal }));
      check((await late).name === "AbortError", "nor does it begin");
    },
  },
  {
    title: "does what is asked now before what may come later",
    async run({ judge }) {
      const order: string[] = [];
      const later = judge.pairs(mixedTexts(40), REPEAT, { priority: "later" }).then(() => order.push("later"));
      const now = judge.pairs([KNOWN], REPEAT).then(() => order.push("now"));
      await Promise.all([later, now]);
      check(order.join() === "now,later", "the short one is first", order);
    },
  },
  {
    title: "loses nothing of its queue when its worker dies",
    async run({ judge, kill }) {
      const all = judge.pairs(mixedTexts(30), REPEAT, { priority: "later" });
      const queued = judge.pairs([KNOWN], REPEAT);
      await queued;
      kill();
      const after = judge.pairs([KNOWN], "It was asked of the next worker.");
      const verdicts = await all;
      check(verdicts.length === 30, "all are there", verdicts.length);
      verdicts.forEach((verdict, at) => {
        check((likeliest(verdict) === "same") === (at % 5 === 0), `text ${at} is in its place`, verdict);
      });
      check((await after).length === 1, "what came after as well");
    },
  },
];

/** What a judge that knows language keeps on top. */
export const judgementContract: readonly ContractCase<JudgeSubject>[] = [
  {
    title: "tells an update, a forget request and a stranger apart",
    async run({ judge }) {
      const known = ["I work at the bakery on Mill Street.", "My sister plays the cello."];
      const [update, stranger] = await judge.pairs(known, "I started a new job at the post office, I quit the bakery.");
      check(update !== undefined && update.update + update.end + update.correct > 0.5, "the job is over", update);
      check(likeliest(stranger) === "other", "the sister is not touched", stranger);
      const [forget] = await judge.pairs(["My PIN is 4711."], "Please forget my PIN.");
      check(likeliest(forget) === "forget", "the PIN is to go", forget);
    },
  },
  {
    title: "tells what is worth keeping from small talk",
    async run({ judge }) {
      const [kept, chat, question] = await judge.sentences([
        { text: "My sister Ada lives in Porto.", before: "" },
        { text: "Hello there, good morning!", before: "" },
        { text: "What time does the library open?", before: "" },
      ]);
      check(likeliest(kept) === "keep", "a fact is kept", kept);
      check(likeliest(chat) === "chitchat", "a greeting is not", chat);
      check(likeliest(question) === "question", "nor is a question", question);
    },
  },
  {
    title: "tells whether a passage answers a question",
    async run({ judge }) {
      const [told, far] = await judge.answers("Where does Ada live?", [
        "Ada lives in Porto, near the river.",
        "The boiler was repaired on Friday.",
      ]);
      // What a question in other words gets is seldom above one half; how far apart two passages are is what counts.
      check(told !== undefined && far !== undefined, "both are there");
      check(told.answers > 4 * far.answers, "the place does, and the boiler does not", [told, far]);
    },
  },
];
