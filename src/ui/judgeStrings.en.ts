/** The words of the page that tries the judge, in English. */
import type { PairLabel, SentenceLabel } from "../memory/ports";
import { counted, dayAndTime } from "./time";

const MEANS: Record<PairLabel, string> = {
  same: "It says the same again.",
  refine: "It adds something to what is known.",
  update: "It was true, and it has changed.",
  end: "It was true, and it is over.",
  correct: "It was never right, and is put right.",
  forget: "It asks to forget what is known.",
  conflict: "The two cannot both be true, and nothing says which is.",
  other: "The two stand side by side.",
};

const NAMES: Record<PairLabel, string> = {
  same: "a repeat",
  refine: "an addition",
  update: "a change",
  end: "an end",
  correct: "a correction",
  forget: "a wish to forget",
  conflict: "a contradiction",
  other: "side by side",
};

const ALONE: Record<SentenceLabel, string> = {
  keep: "something worth keeping",
  hearsay: "what somebody else says",
  question: "a question",
  request: "a request to do something",
  chitchat: "small talk",
  joke: "a joke",
  hypothetical: "a thought of what might be",
  transient: "something that soon passes",
  quote: "somebody else's words, passed on",
  forget: "a wish to forget something",
  correct: "a correction",
  general: "something true in general, and nobody's own",
};

export const judgeStrings = {
  title: "Try the judge",
  back: "Settings",
  intro:
    "A small model of Cairn's own reads what you say beside what is known already: does it repeat it, change it, end it, or stand beside it? Put in two sentences and see what it makes of them. Nothing of this enters your memory, and nothing leaves this device.",
  known: "Something that is known",
  text: "What you say now",
  ask: "See what it makes of them",
  hint: "It reads English.",
  hintKeys: "Enter asks, Shift Enter breaks the line.",
  examples: "Or begin with one of these",
  example: [
    ["My sister lives in Porto.", "My sister moved to Lisbon in March."],
    ["I'm allergic to hazelnuts.", "Hazelnuts are something I can't eat, I'm allergic."],
    ["The dentist is on Tuesday at nine.", "No, the dentist is on Wednesday, I misread it."],
    ["Our cat is called Pixel.", "The neighbours' cat is called Muffin."],
  ] as const,
  loading: "The judge is being loaded. This takes a few seconds, once.",
  judging: "Reading both sentences",
  means: (label: PairLabel) => MEANS[label],
  name: (label: PairLabel) => NAMES[label],
  sure: (share: number, likeliest: PairLabel) => {
    // Of an act the share is that of all four together.
    const what = ["update", "end", "correct", "forget"].includes(likeliest)
      ? "that what is known is no longer true, or no longer wanted"
      : "of that";
    if (share >= 0.95) return `It is almost certain ${what}.`;
    if (share >= 0.8) return `It is fairly sure ${what}.`;
    return share >= 0.5 ? "It leans that way." : "It is far from sure.";
  },
  does: (decision: PairLabel | null, likeliest: PairLabel) => {
    if (decision === "same")
      return "That is sure enough to act on: what is known would stand firmer, and nothing new would be added.";
    if (decision !== null)
      return "That would be sure enough to act on. So far Cairn acts on repeats alone, and keeps both.";
    return likeliest === "other"
      ? "Cairn would keep both."
      : "That is not sure enough to act on. Cairn would keep both.";
  },
  otherNumber: "The new sentence brings another number, so that it never counts as a repeat.",
  alone: (label: SentenceLabel) => `By itself the new sentence is ${ALONE[label]}.`,
  readings: "How it weighs the readings",
  likely: (share: number) =>
    share >= 0.95
      ? "almost certain"
      : share >= 0.5
        ? "likely"
        : share >= 0.15
          ? "possible"
          : share >= 0.03
            ? "unlikely"
            : "very unlikely",
  wrong: "Is that wrong?",
  should: "It should be",
  choose: "Choose one",
  keep: "Keep as wrong",
  keptBelow: "Kept in the list below.",
  unavailable:
    "There is no judge on this device now. Cairn goes on without it: what is said again in other words becomes a memory of its own.",
  failed: "There is no verdict.",
  list: "Wrong verdicts",
  listBody:
    "They stay on this device. To help the judge to do better, download them as one file and share it: it holds the sentences word for word.",
  empty: "None so far. A verdict that you keep as wrong will stand here.",
  count: (n: number) => counted(n, "wrong verdict", "wrong verdicts"),
  taken: (judged: PairLabel, label: PairLabel) => `Taken for ${NAMES[judged]}. It should be: ${NAMES[label]}.`,
  keptAt: (at: number, now: number) => `Kept ${dayAndTime(at, now)}`,
  download: "Download as one file",
  removeOne: "Delete",
  removeNamed: (text: string) => `Delete “${text}”`,
  removeAll: "Delete all",
  removed: (n: number) => `Deleted ${counted(n, "wrong verdict", "wrong verdicts")}.`,
  notKept: "The list was not changed.",
};
