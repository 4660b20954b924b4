/** Every word on the screen, in English. Numbers, dates and plurals come in through time.ts. */
import type { Memory, Recalled, Source } from "../memory/model";
import type { FailedStep } from "../state/answerTurn";
import type { Failure } from "../state/failure";
import type { AddedFile, ImportPreview } from "../workers/memoryProtocol";
import { modelStrings } from "./modelStrings.en";
import { clockTime, count, counted, dayAndTime, dayName, dayWord, duration, megabytes, megabytesOf } from "./time";

const memories = (n: number) => counted(n, "memory", "memories");
const passages = (n: number) => counted(n, "passage", "passages");
const sentence = (text: string) => (text === "" || /[.?…]$/.test(text) ? text : `${text}.`);

/** What was kept, by the step that failed. */
const FAILED: Record<FailedStep, string> = {
  say: "This message was not stored; it is only on your screen.",
  recall: "Your message is kept. Memory could not be searched.",
  model: "Your message is kept. The language model stopped before it was done.",
  answer: "Your message is kept, this answer is not.",
  learn: "Your message is kept. Nothing was learned from it yet.",
};

/** Errors that workers reject with: what happened, and what to do. Their own sentences are used where nothing stands here. */
const REASONS: Record<string, (own: string) => string> = {
  QuotaExceededError: () => "There is no room left on this device. Free some space, then try again.",
  WorkerLost: () => "A part of Cairn stopped and is starting again.",
  DataCloneError: () => "The browser refused to hand it over.",
  NoRoom: (own) => `${sentence(own)} Free some space, or remove a model, then go on.`,
  WrongBytes: (own) =>
    `${sentence(own)} Its other files are kept. Go on to fetch it anew; if it comes wrong again, its source has changed it.`,
  HubUnreachable: (own) =>
    `${sentence(own)} This device may be offline, or its network may keep the model hub away. Go on when that has changed.`,
  FetchFailed: (own) => `Cairn's own server could not fetch it. ${sentence(own)}`,
  DeviceLost: () =>
    "The graphics card stopped serving this page, as it may when the device sleeps or another program takes it. Try again.",
  OutOfMemory: () =>
    "There is not enough memory for it. Close other tabs or programs and try again, or choose a smaller model.",
  ModelCorrupt: () =>
    "A file of it is missing or damaged. Try again; if that does not help, remove it and bring it anew.",
  NoGraphics: () =>
    "This browser offers no graphics card that can run it. Choose a model that runs on the processor, or allow the browser to use the graphics card.",
  EngineFailed: () => "It broke down inside. Try again: it starts afresh.",
  PromptTooLong: () => "This is more than the language model can read at once. Ask again in fewer words.",
};

const MEMORY_KINDS: Record<Memory["kind"], string> = {
  episode: "episode",
  fact: "fact",
  preference: "preference",
  entity: "name",
  concept: "idea",
  insight: "insight",
  skill: "how-to",
};

const SUPPORT = ["said once", "said twice", "said three times", "well supported", "very well supported"] as const;

export const strings = {
  appName: "Cairn",
  skip: "Skip to the content",
  tryAgain: "Try again",
  undo: "Undo",
  undoAll: "Undo all",
  undone: "undone",
  undoing: "undoing",
  close: "Close",
  cancel: "Cancel",
  dismiss: "Dismiss",
  loading: "Loading",
  reason: ({ name, reason }: Failure) => REASONS[name]?.(reason) ?? sentence(reason),
  models: modelStrings,

  screens: { chat: "Chat", memory: "Memory", library: "Library", reflection: "Reflection", settings: "Settings" },

  shell: {
    screens: "Screens",
    chats: "Chats",
    olderChats: (n: number) => `Show ${counted(n, "older chat", "older chats")}`,
    noChats: "Your chats will stand here.",
    memories,
    modelOn: (name: string) => `${name}, on this device`,
    noModel: "No language model",
    modelFetching: (name: string, done: number, total: number) => `${name}: ${megabytesOf(done, total)} fetched`,
    modelComing: (name: string, done: number, total: number) =>
      total > 0 ? `${name}: ${megabytesOf(done, total)} here` : `${name} is on its way`,
    modelLoading: (name: string) => `${name} is loading`,
    modelFailed: (name: string) => `${name} does not run`,
    unindexed: (n: number) => `Reading ${counted(n, "passage", "passages")} for meaning`,
    updateWaiting: "A new version is ready.",
    reload: "Reload to update",
    protectAfterReload: "This host sends no protection of its own. From the next load on Cairn brings it.",
    reloadToProtect: "Reload to protect",
    unprotected:
      "This host sends no protection, and this browser lets Cairn bring none. Use Cairn from a host that does.",
    notices: "What was changed",
  },

  status: {
    opening: "Opening memory",
    starting: "Getting ready",
    ready: "Ready",
    memoryLost: "Memory stopped, starting again",
    memoryFailed: "Memory did not open",
    meaningLost: "Starting again",
    meaningFailed: "Finding by words only",
  },

  openFailed: {
    title: "Memory could not be opened",
    kept: "Nothing was deleted. What you told Cairn is still on this device, where the browser keeps it.",
    advice:
      "Another tab may be holding it, or the browser may be short of room. Close other tabs of Cairn, then try again.",
  },
  superseded: {
    title: "Cairn was updated in another tab",
    body: "This tab still runs the version before, so it has stopped. Nothing is lost: reload to go on.",
    reload: "Reload",
  },
  crashed: {
    title: "This screen stopped",
    body: "What was stored is safe. Reload to go on.",
  },

  chat: {
    newChat: "New chat",
    forgetChat: "Forget this chat",
    forgotChat: (title: string) => `Forgot the chat “${title}”, and what rested on it alone.`,
    forgetChatFailed: "The chat was not forgotten.",
    conversation: "Conversation",
    cairn: "Cairn",
    youAt: (at: number) => `You, ${clockTime(at)}`,
    youOn: (at: number, now: number) => `You, ${dayAndTime(at, now)}`,
    emptyFirst: "Nothing here yet. Lay the first stone.",
    emptyFirstBody:
      "What you tell Cairn stays on this device. It keeps your words, works out what they mean together, and gives them back with the passage they came from.",
    emptyTell: "Tell it something",
    emptyTellBody: "a fact, a plan, what happened today",
    emptyFiles: "Add files",
    emptyFilesBody: "notes and documents: text, Markdown, web pages",
    emptyImport: "Import a memory",
    emptyImportBody: "a file that Cairn exported, here or elsewhere",
    emptyNew: "What is on your mind?",
    emptyNewBody: (n: number) =>
      n === 0
        ? "Tell Cairn something, and ask for it in your own words later."
        : `${memories(n)} ${n === 1 ? "stands" : "stand"} behind each answer. Ask in your own words, or tell something new.`,
    missing: "This chat is not here any more.",
    placeholder: "Tell Cairn something, or ask",
    message: "Message",
    send: "Send",
    stop: "Stop",
    addFiles: "Add files",
    hint: "Kept on this device only",
    hintKeys: "Enter sends, Shift Enter breaks the line",
    earlier: (n: number) => `Show ${counted(n, "earlier message", "earlier messages")}`,
    toEnd: "Go to the end",
    tooLong: (n: number, limit: number) =>
      `This is ${count(n)} characters long; a message holds ${count(limit)}. It can go to the library as a text file.`,
    addAsFile: "Add to the library",
    pastedName: (at: string) => `Pasted text, ${at}.txt`,
    saying: "Keeping your words",
    waiting: "Waiting for the answer before",
    recalling: "Looking in memory",
    writing: "Reading what was found",
    keepingTold: "Working out what to keep",
    told: (kept: number, known: number) =>
      kept > 0
        ? known > 0
          ? `Kept ${memories(kept)}; ${count(known)} more ${known === 1 ? "was" : "were"} known and ${known === 1 ? "stands" : "stand"} firmer.`
          : `Kept ${memories(kept)}.`
        : known > 0
          ? `Known already: ${memories(known)} ${known === 1 ? "stands" : "stand"} firmer now.`
          : "Your words are kept. There was nothing in them to remember by itself.",
    nothing: "Nothing in memory bears on this.",
    nothingHint: "Tell it, or add a file that says it, and the next answer will have it.",
    unaided: "Without memory: the model's own words",
    stopped: "Stopped here.",
    cut: "Cut off here: the answer reached its longest.",
    broken: "Broken off here.",
    unanswered: "No answer was written.",
    failedAgain: "There is no new answer; the one before is kept.",
    answerNow: "Answer now",
    answerWithQuotes: "Answer with quotes",
    takeBack: "Put it back in the composer",
    failed: (at: FailedStep) => FAILED[at],
    copy: "Copy",
    copied: "Copied",
    again: "Again",
    withoutMemory: "Without memory",
    actions: "For this answer",
    copyCode: "Copy",
    sourceOf: (line: Recalled, now: number) =>
      [
        line.speaker === "user" ? "you" : line.sourceTitle,
        line.section,
        line.saidAt === null ? "" : line.speaker === "user" ? dayAndTime(line.saidAt, now) : dayName(line.saidAt, now),
      ]
        .filter(Boolean)
        .join(", "),
    source: (n: number, what: string) => `Source ${n}: ${what}`,
    sourceNumber: (n: number) => `Source ${n}`,
    against: "Your notes say something else:",
    inYourWords: "In your words:",
    inWordsOf: (title: string) => `In ${title}:`,
    broughtTogether: "Brought together by reflection:",
    thought: "What it thought first",
  },

  margin: {
    notes: "Notes to this turn",
    recalled: "Recalled for this answer",
    nearest: "Nearest, though not about it",
    learned: "Learned",
    notInMemory: "Not in memory",
    notInMemoryWhy: "Cairn's own words: nothing you told it says so",
    samePassage: "the same passage",
    fromThis: "from this message",
    reinforced: (support: number) => `known before, now in ${passages(support)}`,
    saidAs: "Taken for the same:",
    against: "Your notes say otherwise",
    againstWhy: (sources: number[]) =>
      sources.length === 1 ? `see source ${sources[0]}` : `see sources ${sources.map(String).join(", ")}`,
    modelLoading: "The language model was still on its way, so quotes answered.",
    modelFailed: modelStrings.fallen,
    insight: "brought together by reflection",
    quoted: (text: string) => `“${text.trim().replace(/[.]$/, "")}”`,
    fold: (n: { recalled: number; learned: number; against: number; missing: number }) =>
      [
        n.recalled > 0 ? `${count(n.recalled)} recalled` : "",
        n.learned > 0 ? `${count(n.learned)} learned` : "",
        n.against > 0 ? `${count(n.against)} against your notes` : "",
        n.missing > 0 ? `${count(n.missing)} not in memory` : "",
      ]
        .filter(Boolean)
        .join(", "),
  },

  link: {
    title: "Open this address?",
    body: "It is outside Cairn. The site will see that you came, not what is in your memory.",
    open: "Open",
    copy: "Copy the address",
    copied: "Copied",
    label: "Open a link",
  },

  passage: {
    title: "Passage",
    openInLibrary: "Open in Library",
    missing: "This passage is not here any more.",
    failed: "The passage could not be read.",
  },

  memory: {
    count: (n: number, sources: number) =>
      sources === 0 ? memories(n) : `${memories(n)}, ${counted(sources, "source", "sources")}`,
    search: "Search memory",
    list: "Memories",
    kinds: "Kinds",
    everything: "Everything",
    kindChips: { fact: "Facts", preference: "Preferences", episode: "Episodes", insight: "Insights" } as Partial<
      Record<Memory["kind"], string>
    >,
    showPast: "Show past",
    found: (n: number) => (n === 0 ? "Nothing found" : `${count(n)} found`),
    noneFound: "Nothing in memory has these words or this meaning.",
    empty: "Memories will stand here, one sentence each.",
    emptyBody: "Each keeps the words it came from. Tell Cairn something in the chat, or add a file.",
    emptyAction: "Tell it something",
    failed: "Memory could not be searched.",
    row: (memory: Memory, sources: string[]) =>
      [
        MEMORY_KINDS[memory.kind],
        memory.derivedFrom.length > 0 && memory.evidence.length === 0
          ? `from ${memories(memory.derivedFrom.length)}`
          : passages(memory.evidence.length),
        sources[0] === "" ? "chat" : (sources[0] ?? ""),
      ]
        .filter(Boolean)
        .join(" · "),
    status: (memory: Memory, now: number) => {
      switch (memory.status) {
        case "past":
          return memory.validTo === null ? "no longer true" : `true until ${dayWord(memory.validTo, now)}`;
        case "retired":
          return "taken back";
        case "archived":
          return "folded into another";
        case "forgotten":
          return "forgotten";
        case "current":
          return "";
      }
    },
    kind: (kind: Memory["kind"]) => MEMORY_KINDS[kind],
    support: (stones: number) => SUPPORT[Math.min(stones, SUPPORT.length) - 1] ?? "",
    learned: (at: number, now: number) => `Kept since ${dayWord(at, now)}.`,
    believed: (at: number, now: number) => `True since ${dayName(at, now)}.`,
    page: "Memory",
    back: "All memories",
    own: "In your own words",
    documents: "In the words it came from",
    overTime: "Over time",
    broughtFrom: "Brought together from",
    partOf: "Belongs with",
    foldedInto: "Folded into",
    forget: "Forget",
    forgotten: (text: string) => `Forgot “${text}”.`,
    forgetFailed: "It was not forgotten.",
    missing: "This memory is not here any more.",
    pageFailed: "This memory could not be read.",
    showPassage: "Show in its source",
  },

  library: {
    count: (n: number) => counted(n, "source", "sources"),
    addFiles: "Add files",
    drop: "Let go to add",
    list: "Sources",
    files: "Files on their way in",
    empty: "Your documents will stand here.",
    emptyBody:
      "Add text, Markdown or web pages, or drop them anywhere on this screen. Each answer can then open the very passage.",
    loadFailed: "The library could not be read.",
    row: (rowPassages: number, rowMemories: number) => `${passages(rowPassages)}, ${memories(rowMemories)}`,
    kind: (source: Source) =>
      source.kind === "chat" ? "chat" : source.kind === "import" ? "imported" : fileKind(source),
    stopped: "only a part was added",
    adding: "being added",
    forget: "Forget this source",
    forgotten: (title: string) => `Forgot ${title}, and what rested on it alone.`,
    forgetFailed: (title: string) => `${title} was not forgotten.`,
    waiting: "waiting",
    reading: "reading",
    progress: (done: number, total: number) => `${count(done)} of ${passages(total)}`,
    progressOf: (name: string) => `Adding ${name}`,
    cancel: "Cancel",
    result: (result: AddedFile) => {
      switch (result.kind) {
        case "added":
          return `Added: ${passages(result.passages)}, ${memories(result.memories)}.`;
        case "duplicate":
          return result.title === "" ? "Here already." : `Here already, as ${result.title}.`;
        case "refused":
          return `Not added. ${sentence(result.reason)}`;
        case "stopped":
          return result.passages === 0
            ? "Stopped. Nothing was added."
            : `Stopped. ${passages(result.passages)} ${result.passages === 1 ? "was" : "were"} added; add it again to go on.`;
      }
    },
    removed: "Taken out again.",
    failedAdd: "Adding stopped. What was read until then is kept; try again to go on.",
    open: "Open",
    back: "All sources",
    missing: "This source is not here any more.",
    sourceFailed: "This source could not be read.",
    addedOn: (at: number, now: number) => `added ${dayWord(at, now)}`,
  },

  reflection: {
    now: "Reflect now",
    stop: "Stop",
    stopping: "Stopping",
    figure: "What you told, and what is held",
    figureWords: (wordsIn: number, held: number) => `${count(wordsIn)} words in, ${count(held)} held`,
    percent: (wordsIn: number, held: number) => `${count(Math.round((100 * held) / Math.max(1, wordsIn)))} %`,
    perMemory: "Memories, and what they rest on",
    perMemoryWords: (sources: number) =>
      sources === 0 ? "from your chats" : `from your chats and ${counted(sources, "source", "sources")}`,
    working: "Reflecting",
    elsewhere: "Reflecting in another tab",
    left: (ms: number) => `about ${duration(ms)} left`,
    nothing: "Looked through everything: there was nothing to bring together.",
    stopped: "Stopped. Nothing was changed.",
    failed: "The pass broke off. Nothing was changed.",
    done: "Done.",
    changes: (n: number, ms: number) => `${counted(n, "change", "changes")}, ${duration(ms)}`,
    imported: "Import",
    empty: "A diary will stand here.",
    emptyBody:
      "When you are away, Cairn folds what was said twice into one, and brings together what belongs together. Each line can be undone; your own words are never changed.",
    loadFailed: "The diary could not be read.",
    earlier: (n: number) => `Show ${counted(n, "earlier entry", "earlier entries")}`,
    undoFailed: (reason: string) => `Not undone. ${sentence(reason)}`,
  },

  settings: {
    judge: "The judge",
    judgeBody:
      "A small model of Cairn's own holds each message in a chat, in English, against what is known. Where a sentence says the same in other words, what is known stands firmer instead of standing there twice.",
    tryJudge: "Try the judge",
    appearance: "Appearance",
    themes: { system: "As the system", light: "Light", dark: "Dark" },
    memoryFile: "Take it with you",
    memoryFileBody:
      "One file holds all of it: your words, what was made of them, and where each thing came from. Any Cairn can read it back, and adds each thing once.",
    exportMemory: "Export memory",
    importMemory: "Import memory",
    exporting: "Writing the file",
    exported: (bytes: number) => `Written: ${megabytes(bytes)}. Your browser has saved it with its downloads.`,
    exportFailed: "The file was not written; memory is as it was.",
    importing: (name: string) => `Reading ${name}`,
    importFailed: (name: string) => `${name} was not imported, and nothing was changed.`,
    preview: (preview: ImportPreview) => {
      const { sources, passages: ps, memories: ms, chats, links } = preview.adds;
      const parts = [
        ms > 0 ? memories(ms) : "",
        ps > 0 ? passages(ps) : "",
        sources > 0 ? counted(sources, "source", "sources") : "",
        chats > 0 ? counted(chats, "chat", "chats") : "",
        links > 0 ? counted(links, "link", "links") : "",
      ].filter(Boolean);
      return parts.length === 0 ? "" : parts.join(", ");
    },
    previewAdds: (what: string, name: string) => `${name} would add ${what}.`,
    previewNothing: (name: string) => `${name} holds nothing that is not here already.`,
    previewKnown: (n: number) =>
      n === 0 ? "" : `${count(n)} more ${n === 1 ? "thing is" : "things are"} here already.`,
    previewDate: (at: number, now: number) => `Exported ${dayWord(at, now)}.`,
    add: "Add",
    adding: "Adding",
    imported: (what: string, name: string) => `Added ${what} from ${name}.`,
    importUndone: (name: string) => `${name} was taken out again.`,
    storage: "Room on this device",
    storageUsed: (used: number, quota: number | null) =>
      quota === null
        ? `Cairn takes ${megabytes(used)}.`
        : `Cairn takes ${megabytes(used)} of the ${megabytes(quota)} it may have.`,
    storageUnknown: "This browser does not say how much room Cairn takes.",
    kept: "The browser keeps it until you clear it yourself.",
    mayClear: "The browser may clear it when the device runs short of room.",
    refused:
      "The browser did not agree to keep it for good. Adding Cairn to your home screen or bookmarks helps; an export is safe in any case.",
    keep: "Ask to keep it for good",
    privacy: "What is not protected",
    privacyBody:
      "Nothing you write leaves this device: the parts of Cairn that see your words cannot reach the network. But whoever can use this device and this browser profile can read them, as can browser extensions that you allowed on this page. Cairn has no password, and an exported file is not encrypted. Clearing the browser's data for this site deletes everything; export first.",
    about: "About",
    aboutBody: (version: string) => `Cairn ${version}. Free software under the Apache License 2.0.`,
    allLicences: "Licences of everything in it",
    licences:
      "It stands on others' work: all-MiniLM-L6-v2 for meaning and SmolLM2 for language (both Apache 2.0), Transformers.js, web-llm, wllama, React, Dexie; the typefaces Source Serif 4 and Hanken Grotesk (SIL Open Font License).",
  },
};

function fileKind(source: Source): string {
  switch (source.mediaType) {
    case "text/markdown":
      return "Markdown";
    case "text/html":
      return "web page";
    case "text/plain":
      return "text";
    default:
      return "file";
  }
}
