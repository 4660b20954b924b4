import type { Recalled } from "../memory/model";
import type { ChatMessage } from "../memory/ports";
import { CHARACTERS_PER_TOKEN, packLines } from "../memory/recall/packLines";
import { plainLine, plainText } from "./plainLine";
import { whoAndWhen } from "./whoAndWhen";

export interface PromptParts {
  /** The small stable block about the user; "" for none. Part of the system text, so that it is read once. */
  core?: string;
  /** Earlier turns of this chat, oldest first. */
  window: readonly { user: string; assistant: string }[];
  recalled: readonly Recalled[];
  /** What the user just said. */
  question: string;
  /** Room in tokens of 4 characters. */
  budget?: Partial<PromptBudget>;
}

export interface PromptBudget {
  evidence: number;
  window: number;
  question: number;
}

/** For a model of 4,096 tokens that reads some twenty a second. */
export const PROMPT_BUDGET: PromptBudget = { evidence: 600, window: 300, question: 400 };

const SYSTEM =
  "You help a person remember. Answer from their notes, in the words of the notes. " +
  'They wrote the notes: "I" is the person you talk to, so say "you". ' +
  "If the notes do not say it, say that you do not know.";
/** Right before the question: a small model keeps to what it read last. */
const TASK = "Using only these notes, answer in one or two short sentences.";

/**
 * The prompt: a system text that never changes (its reading is reused), the chat's last turns (the oldest leave first), and
 * last the numbered notes with the question. What stands in the notes is data: it cannot end the block or open a turn.
 */
export function buildMessages({ core = "", window, recalled, question, budget }: PromptParts): ChatMessage[] {
  const room = { ...PROMPT_BUDGET, ...budget };
  const about = plainText(core).trim();
  return [
    { role: "system", content: about ? `${SYSTEM}\n\n${about}` : SYSTEM },
    ...windowMessages(window, room.window * CHARACTERS_PER_TOKEN),
    { role: "user", content: lastTurn(recalled, question, room) },
  ];
}

function windowMessages(window: PromptParts["window"], characters: number): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let room = characters;
  for (const { user, assistant } of [...window].reverse()) {
    // A turn without an answer would put two user turns in a row, which chat templates refuse.
    if (!user.trim() || !assistant.trim()) continue;
    const said = plainText(user).trim();
    const answered = plainText(assistant).trim();
    room -= said.length + answered.length;
    if (room < 0) break;
    messages.unshift({ role: "user", content: said }, { role: "assistant", content: answered });
  }
  return messages;
}

function lastTurn(recalled: readonly Recalled[], question: string, room: PromptBudget): string {
  const asked = clip(plainText(question).trim(), room.question * CHARACTERS_PER_TOKEN);
  const notes = packLines(recalled, room.evidence).map(
    (line) => `[${line.n}] (${plainLine(whoAndWhen(line))}) ${plainLine(line.text)}`,
  );
  return notes.length > 0 ? `<notes>\n${notes.join("\n")}\n</notes>\n\n${TASK} ${asked}` : asked;
}

/** The beginning and the end: a long message usually asks in one of the two. */
function clip(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const half = Math.floor((characters - 5) / 2);
  return `${text.slice(0, half)}\n...\n${text.slice(-half)}`.toWellFormed();
}
