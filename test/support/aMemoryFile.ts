import { toGraphRows } from "../../src/memory/graph/GraphRows";
import type { Answer } from "../../src/memory/model";
import { aChat, aLink, aMemory, aPass, aPassage, aSource, aTurn } from "./rows";

export const anAnswer = (fields: Record<string, unknown> = {}): Answer =>
  ({
    kind: "quotes",
    text: 'You said: "The spare key is under the blue pot."',
    claims: [
      { start: 0, end: 9, sources: [1] },
      { start: 10, end: 48, sources: [], against: [1] },
    ],
    recalled: [
      {
        n: 1,
        passageId: "p1",
        memoryId: "m1",
        sourceId: "s1",
        sourceTitle: "A talk",
        speaker: "user",
        saidAt: 1,
        section: "",
        text: "The spare key is under the blue pot.",
        start: 0,
        end: 36,
        insight: false,
        support: 1,
        strength: 0.5,
        arms: { words: 1, vectors: null },
      },
    ],
    modelId: null,
    ended: "complete",
    answeredAt: 3,
    written: { windowFrom: 0, promptTokens: 90, cachedTokens: 60, completionTokens: 8 },
    thinking: "Which key do they mean?",
    ...fields,
  }) as Answer;

/** A small whole memory: a chat with an answer, a document, a folded twin, an insight with its link, odd characters. */
export const aWholeMemory = () =>
  toGraphRows({
    sources: [
      aSource(),
      aSource({
        id: "s2",
        kind: "file",
        title: "Notes \u2066ש\u2069",
        trust: "document",
        contentHash: "ab",
        size: 9,
        status: "adding",
      }),
    ],
    passages: [
      aPassage(),
      aPassage({
        id: "p2",
        sourceId: "s2",
        text: "\ud800 \0 東京 \u{1f9ed} and more words",
        speaker: null,
        saidAt: null,
        section: "One",
      }),
    ],
    memories: [
      aMemory(),
      aMemory({ id: "m2", textKey: "k2", evidence: [{ passageId: "p2", start: 0, end: 5 }], trust: "document" }),
      aMemory({ id: "m3", status: "archived", replacedBy: "m1" }),
      aMemory({ id: "m4", kind: "insight", textKey: "k4", evidence: [], derivedFrom: ["m1", "m2"], trust: "document" }),
      aMemory({ id: "m5", textKey: "k5", status: "past", validTo: 7 }),
    ],
    links: [aLink({ members: ["m4", "m1", "m2"].map((memoryId) => ({ memoryId, role: "" })), evidence: ["p1"] })],
    chats: [aChat()],
    turns: [aTurn({ answer: anAnswer(), learned: true })],
    passes: [aPass()],
  });
