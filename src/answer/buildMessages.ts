import type { Recalled } from "../memory/model";
import type { ChatMessage } from "../memory/ports";
import { estimateTokens } from "./estimateTokens";
import { plainLine, plainText } from "./plainLine";
import type { PromptRoom } from "./promptRoom";
import { whoAndWhen } from "./whoAndWhen";

/** What was said and, of the notes, sent. */
export interface Asked {
  question: string;
  recalled: readonly Recalled[];
}

/** A turn that a model has answered, in the words that it wrote. */
export interface Answered extends Asked {
  answer: string;
}

export interface PromptParts {
  /** The small stable block about the user; "" for none. Part of the system text, so that it is read once. */
  core: string;
  /** Earlier turns of this chat, oldest first. */
  window: readonly Answered[];
  asked: Asked;
  room: Pick<PromptRoom, "core" | "question">;
}

const SYSTEM =
  "You help a person remember. Answer from their notes, in the words of the notes. " +
  'They wrote the notes: "I" is the person you talk to, so say "you". ' +
  "If the notes do not say it, say that you do not know.";
/** Right before the question: a small model keeps to what it read last. */
const TASK = "Using only these notes, answer in one or two short sentences.";
/** Of who said a note, and when: a file may have any title. */
const LONGEST_LABEL = 120;

/**
 * The prompt: a system text that never changes, the chat's turns each as it was sent, and last the numbered notes with the
 * question. Every message depends on its own turn alone, so that a prompt begins with the one before it and only the rest is
 * read. What stands in the notes is data: it cannot end the block or open a turn.
 */
export function buildMessages({ core, window, asked, room }: PromptParts): ChatMessage[] {
  return [
    { role: "system", content: systemText(core, room) },
    ...window.flatMap((turn): ChatMessage[] => [
      { role: "user", content: userMessage(turn, room) },
      // Not trimmed: the engine has read these very characters.
      { role: "assistant", content: plainText(turn.answer) },
    ]),
    { role: "user", content: userMessage(asked, room) },
  ];
}

function systemText(core: string, room: Pick<PromptRoom, "core">): string {
  const about = clip(plainText(core).trim(), room.core);
  return about ? `${SYSTEM}\n\n${about}` : SYSTEM;
}

/** What the user said, under the notes that go with it. */
export function userMessage({ question, recalled }: Asked, room: Pick<PromptRoom, "question">): string {
  const asked = clip(plainText(question).trim(), room.question);
  return recalled.length > 0 ? `<notes>\n${recalled.map(noteOf).join("\n")}\n</notes>\n\n${TASK} ${asked}` : asked;
}

/** A line of the notes, on one line. */
export function noteOf(line: Recalled): string {
  const label = plainLine(whoAndWhen(line));
  const short = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1).toWellFormed()}…` : label;
  return `[${line.n}] (${short}) ${plainLine(line.text)}`;
}

/** The beginning and the end: a long message usually asks in one of the two. */
function clip(text: string, tokens: number): string {
  const estimated = estimateTokens(text);
  if (estimated <= tokens) return text;
  // A little less than its share, since the two ends may be denser than the rest.
  const half = Math.floor((text.length * (tokens / estimated) * 0.9 - 5) / 2);
  return half > 0 ? `${text.slice(0, half)}\n...\n${text.slice(-half)}`.toWellFormed() : "";
}
