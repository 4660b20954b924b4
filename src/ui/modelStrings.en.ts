/** What the screen says of language models, in English. A part of strings.en.ts. */
import type { Graphics } from "../engines/llm/graphics";
import type { LadderStep, Unfit } from "../engines/llm/ladder";
import type { LanguageModelInfo } from "../engines/models/languageModelInfo";
import { count, counted, duration, megabytesOf, roundedMegabytes, seconds } from "./time";

type Kind = LanguageModelInfo["kind"];

const PLACES: Record<Kind, string> = {
  mlc: "on the graphics card",
  gguf: "on the processor",
  browser: "your browser's own, run where the browser sees fit",
};

/** What a model cannot do here, as the end of "it cannot run here: ...". */
const UNFIT: Record<Unfit, string> = {
  "no-graphics": "It needs a graphics card, and this browser offers none.",
  "software-graphics": "Slow here: this device has no graphics card for it, so the processor acts as one.",
  "needs-f16": "It needs a newer graphics card than this device has.",
  "too-big": "It needs more memory than this device has.",
};

/** Why a model gave way to another, with its name in front. */
const CAUSES: Record<string, (name: string) => string> = {
  OutOfMemory: (name) => `${name} did not fit into this device's memory`,
  DeviceLost: (name) => `The graphics card was lost under ${name}`,
  NoGraphics: (name) => `${name} found no graphics card that can run it`,
  ModelCorrupt: (name) => `A file of ${name} is damaged`,
  EngineFailed: (name) => `${name} broke down`,
  WorkerLost: (name) => `${name} stopped twice under an answer`,
  NoRoom: (name) => `There was no room for ${name}`,
  FetchFailed: (name) => `${name} could not be fetched`,
  HubUnreachable: (name) => `${name} could not be reached`,
  WrongBytes: (name) => `${name} came damaged`,
};

/** The same as the middle of a sentence. */
const SHORT_CAUSES: Record<string, string> = {
  OutOfMemory: "it ran out of memory",
  DeviceLost: "the graphics card was lost",
  NoGraphics: "there is no graphics card for it",
  ModelCorrupt: "a file of it is damaged",
  EngineFailed: "it broke down",
  WorkerLost: "it stopped twice",
  PromptTooLong: "this is more than it can read at once",
};

/** What was done about it; `now` is false where another step followed. */
const REMEDIES: Record<LadderStep["is"], (to: string, now: boolean) => string> = {
  "smaller-context": (_to, now) => (now ? "it runs with less text at a time" : "it was tried with less text at a time"),
  "full-floats": (to, now) => (now ? `a plainer form of ${to} runs instead` : `a plainer form of ${to} was tried`),
  "smaller-model": (to, now) => (now ? `the smaller ${to} runs instead` : `the smaller ${to} was tried`),
  processor: (to, now) => (now ? `${to} runs on the processor instead` : `${to} was tried on the processor`),
  quotes: () => "answers are made of quotes",
};

const quotesMeanwhile = "Until then, answers are made of quotes.";

export const modelStrings = {
  title: "Language model",
  body: "It writes answers out of what memory found, on this device. Without one, answers are made of quotes, and everything else works the same.",
  none: "None",
  unnamed: "The language model",
  place: (kind: Kind) => PLACES[kind],
  option: ({ name, kind, bytes }: LanguageModelInfo, slow: boolean) =>
    [name, PLACES[kind], bytes > 0 ? roundedMegabytes(bytes) : "", slow ? "slow here" : ""].filter(Boolean).join(", "),

  state: {
    looking: "Looking for what is here.",
    none: "Answers are made of quotes from memory.",
    fetching: (name: string) => `Cairn's own server is still fetching ${name}. ${quotesMeanwhile}`,
    coming: (name: string) => `${name} is on its way to this device. ${quotesMeanwhile}`,
    loading: (name: string) => `${name} is loading. ${quotesMeanwhile}`,
    ready: (name: string, kind: Kind) =>
      kind === "browser"
        ? `Ready. ${name} answers. The browser decides where it runs: Cairn cannot promise that your words stay here.`
        : `Ready. ${name} answers, ${PLACES[kind]}.`,
    failed: (name: string) => `${name} does not run, so answers are made of quotes; nothing in memory has changed.`,
  },
  /** "40 of 98 MB, about 20 seconds left". */
  progress: (done: number, total: number, restMs: number | null) =>
    [
      total > 0 ? megabytesOf(done, total) : "",
      restMs === null || restMs < 1000 ? "" : `about ${duration(restMs)} left`,
    ]
      .filter(Boolean)
      .join(", "),
  waiting: (ms: number) => `The connection broke; the next try comes in ${duration(ms)}.`,
  progressOf: (name: string) => `Progress of ${name}`,
  percent: (label: string, tens: number) => `${label}: ${count(tens)} %`,

  steps: {
    list: "What was tried",
    step(step: LadderStep, from: string, to: string, now: boolean): string {
      if (step.is === "smaller-context" && step.because === "OutOfMemory") {
        return `${from} did not fit with a long context; it ${now ? "runs" : "was tried"} with a shorter one.`;
      }
      const cause = CAUSES[step.because]?.(from) ?? `${from} could not run`;
      return `${cause}; ${REMEDIES[step.is](to === from ? "it" : to, now)}.`;
    },
    remembered: "This is remembered for this device.",
    startAgain: (name: string) => `Start again with ${name}`,
  },

  recommended: {
    title: "Recommended for this device",
    /** The sentence after the name. */
    nothing: "None of the models below runs on this device. A small .gguf file from your disk may.",
    here: "It answers at once: it is here already.",
    inUse: "It is here, and it is the one that answers.",
    server: "It comes from Cairn's own server, and from then on it is here.",
    largest: "It is the largest that this device runs with room to spare.",
    bytes: (bytes: number) => `${roundedMegabytes(bytes)} to download.`,
    meanwhile: (name: string | null) =>
      name === null
        ? "Meanwhile answers are made of quotes; once it is here, it writes them."
        : `Meanwhile ${name} answers; once it is here, it takes over.`,
    use: "Use it",
    graphics: ({ is, f16 }: Graphics) => {
      if (is === "none") return "This browser offers Cairn no graphics card, so models run on the processor.";
      if (is === "software") {
        return "This device has no graphics card that Cairn can use, so models run better on the processor.";
      }
      return f16 ? "" : "The graphics card of this device runs the plainer forms of models, which take more memory.";
    },
  },

  download: {
    start: "Download",
    pause: "Pause",
    goOn: "Go on",
    remove: "Remove",
    for: (action: string, name: string) => `${action} ${name}`,
    paused: (got: string) => `Paused: ${got} are here and kept.`,
    partHere: (got: string) => `A part of it came before: ${got} are here and kept.`,
    failed: (name: string, got: string) =>
      got === "" ? `${name} did not come.` : `${name} did not come whole: ${got} are here.`,
  },

  all: {
    title: "All models",
    count: (n: number) => counted(n, "model", "models"),
    graphicsCard: "graphics card",
    processor: "processor",
    memory: (bytes: number) => `about ${roundedMegabytes(bytes)} of memory`,
    browser: "nothing to download",
    thinks: "thinks aloud before it answers",
    unknownLicence: "licence not known",
    unfit: (unfit: Unfit) => UNFIT[unfit],
    inUse: "in use",
    use: "Use",
  },

  here: {
    title: "What is on this device",
    empty: "No language model is on this device yet.",
    total: (bytes: number) => `${roundedMegabytes(bytes)} in all.`,
    whole: (bytes: number) => roundedMegabytes(bytes),
    part: (bytes: number, total: number) => `a part of it: ${megabytesOf(bytes, total)}`,
    stray: "left behind by a model that never came whole",
    inUse: "in use",
    from: {
      server: "from Cairn's own server",
      hub: "downloaded",
      disk: "added from your disk",
      browser: "your browser's own",
    } satisfies Record<LanguageModelInfo["from"], string>,
  },

  remove: {
    title: (name: string) => `Remove ${name}?`,
    freed: (bytes: number) => `${roundedMegabytes(bytes)} on this device become free. Your memory stays as it is.`,
    inUse: (next: LanguageModelInfo | null) =>
      next === null
        ? "It is the one in use; after it, answers are made of quotes."
        : `It is the one in use; after it, ${next.name} answers, ${PLACES[next.kind]}.`,
    again: {
      server: "Cairn's own server has it: it comes again when it is chosen.",
      hub: "It can be downloaded again.",
      disk: "It can be added again from your disk.",
      browser: "",
    } satisfies Record<LanguageModelInfo["from"], string>,
    failed: (name: string) => `${name} was not removed.`,
  },

  add: {
    title: "Add a model from your disk",
    body: "A .gguf file, also one in several parts, or a folder with a model compiled for web-llm. It is copied into Cairn without touching the network.",
    files: "Add model files",
    folder: "Add a model folder",
    reading: "Looking into it before anything is copied.",
    copying: (name: string) => `${name} is being copied.`,
    added: (name: string) => `${name} is here.`,
    refused: (reason: string) => `Not added, and nothing was copied. ${reason}`,
    failed: "It was not added, and nothing of it was kept.",
  },

  test: {
    start: "Test this model",
    running: "It reads, writes and fills in a form, to see how well it does. Answers wait until it is done.",
    failed: "The test broke off.",
    results: (name: string) => `How ${name} did`,
    speed: "Words a second, read / written",
    speeds: (read: number, written: number) => `about ${wordsASecond(read)} / ${wordsASecond(written)}`,
    first: "Time to the first word",
    firstAfter: (ms: number) => seconds(ms),
    form: "Small tasks in a strict form",
    tries: (kept: number, of: number) =>
      of === 0 ? "there was no time to try" : `${count(kept)} of ${count(of)} right`,
  },

  /** In the margin: why another one answered. */
  fallen: (failure: { name: string; reason: string }, by: string | null) =>
    `The language model failed (${SHORT_CAUSES[failure.name] ?? inParentheses(failure.reason)}), so ${by === null ? "quotes" : by} answered.`,
};

/** Words of English for every unit that a model counts in. */
const WORDS_A_UNIT = 0.75;
const wordsASecond = (units: number): string => {
  if (units === 0) return "unknown";
  const words = units * WORDS_A_UNIT;
  return count(words < 10 ? Math.round(words * 10) / 10 : Math.round(words));
};

/** A sentence as it stands within another. */
const inParentheses = (sentence: string): string => sentence.replace(/[.\s]+$/, "") || "nobody knows why";
