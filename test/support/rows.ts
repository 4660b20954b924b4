import type { Chat, Link, Memory, Pass, Passage, Source, Turn } from "../../src/memory/model";

/** Whole rows for tests: every field has a sound value, `fields` says what the test is about. Ids are plain strings here. */
type Loose<R> = { [K in keyof R]?: unknown };

export const aSource = (fields: Loose<Source> = {}): Source =>
  ({
    id: "s1",
    kind: "chat",
    title: "A talk",
    mediaType: "",
    trust: "user",
    addedAt: 1,
    contentHash: "",
    size: 0,
    status: "live",
    ...fields,
  }) as Source;

export const aPassage = (fields: Loose<Passage> = {}): Passage =>
  ({
    id: "p1",
    sourceId: "s1",
    ordinal: 0,
    text: "The spare key is under the blue pot.",
    speaker: "user",
    saidAt: 1,
    section: "",
    status: "live",
    ...fields,
  }) as Passage;

export const aMemory = (fields: Loose<Memory> = {}): Memory =>
  ({
    id: "m1",
    kind: "fact",
    text: "The spare key is under the blue pot.",
    textKey: "k1",
    evidence: [{ passageId: "p1", start: 0, end: 36 }],
    derivedFrom: [],
    trust: "user",
    strength: 0.5,
    status: "current",
    validFrom: null,
    validTo: null,
    learnedAt: 1,
    retiredAt: null,
    replacedBy: null,
    ...fields,
  }) as Memory;

export const aLink = (fields: Loose<Link> = {}): Link =>
  ({
    id: "l1",
    label: "brought together",
    members: [
      { memoryId: "m1", role: "" },
      { memoryId: "m2", role: "" },
    ],
    weight: 1,
    evidence: [],
    ...fields,
  }) as Link;

export const aChat = (fields: Loose<Chat> = {}): Chat =>
  ({ id: "c1", sourceId: "s1", title: "A talk", startedAt: 1, lastAt: 1, ...fields }) as Chat;

export const aTurn = (fields: Loose<Turn> = {}): Turn =>
  ({ id: "t1", chatId: "c1", ordinal: 0, passageId: "p1", saidAt: 1, answer: null, learned: false, ...fields }) as Turn;

export const aPass = (fields: Loose<Pass> = {}): Pass =>
  ({
    id: "pass1",
    kind: "reflection",
    title: "Reflection",
    startedAt: 1,
    endedAt: 2,
    lines: [],
    undone: false,
    ...fields,
  }) as Pass;
