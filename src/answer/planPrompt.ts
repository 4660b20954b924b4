import type { Recalled, Written } from "../memory/model";
import type { ChatMessage } from "../memory/ports";
import { type Answered, type Asked, buildMessages, noteOf } from "./buildMessages";
import { estimateMessage, estimatePrompt, estimateTokens, measureScale } from "./estimateTokens";
import type { PromptRoom } from "./promptRoom";

/** A turn that a model answered from memory, as it may stand in a prompt again. */
export interface PastTurn extends Answered {
  ordinal: number;
  written: Written | null;
  /** Whether the model thought aloud: its tokens are no part of what it reads next. */
  thought: boolean;
}

export interface PromptRequest {
  core: string;
  /** Oldest first; those of a forgotten passage are not among them. */
  past: readonly PastTurn[];
  /** Where the window of the last prompt began. */
  windowFrom: number;
  /** `ordinal` is this turn's own. */
  asked: Asked & { ordinal: number };
  room: PromptRoom;
}

export interface PlannedPrompt {
  messages: ChatMessage[];
  /** Of the lines asked for, those that are sent, best first. */
  recalled: Recalled[];
  /** Ordinal of the first turn that stands in it. */
  windowFrom: number;
  /** Prompt and answer together, at most the context. */
  tokens: number;
}

/** Before a turn leaves so that the notes fit, the notes shrink to this, but never below their first line. */
const LEAST_EVIDENCE = 150;

/**
 * The next prompt of a chat. It begins with the whole last one and its answer, so that only the new turn is read. Where that
 * does not fit the context, the older half of the turns leaves at once, so that the next prompts hold again; only if that
 * is not enough do notes leave, then further turns.
 */
export function planPrompt({ core, past, windowFrom, asked, room }: PromptRequest): PlannedPrompt {
  const held = past.filter((turn) => turn.ordinal >= windowFrom);
  const build = (window: readonly PastTurn[], last: Asked) => buildMessages({ core, window, asked: last, room });
  const at = held.findLastIndex(({ written }) => written?.windowFrom === windowFrom && written.promptTokens > 0);
  const counted = held[at];
  const scale = counted?.written ? measureScale(build(held.slice(0, at), counted), counted.written.promptTokens) : 1;
  const tokensOf = (window: readonly PastTurn[], recalled: readonly Recalled[]) => {
    const messages = build(window, { question: asked.question, recalled });
    const isWhole = counted !== undefined && window.length === held.length;
    // The system text and two messages for each turn up to the one whose prompt was counted.
    const prompt = isWhole
      ? countedThrough(counted, scale) + estimatePrompt(messages.slice(1 + 2 * (at + 1)), scale)
      : estimatePrompt(messages, scale);
    return prompt + room.answer;
  };
  const fits = (window: readonly PastTurn[], recalled: readonly Recalled[]) =>
    tokensOf(window, recalled) <= room.context;
  const shrinkFor = (window: readonly PastTurn[]) => {
    let lines = notes;
    while (!fits(window, lines) && lines.length > 1 && notesTokens(lines, scale) > LEAST_EVIDENCE)
      lines = lines.slice(0, -1);
    return lines;
  };

  const notes = packNotes(asked.recalled, room.evidence, scale);
  let window = fits(held, notes) ? held : held.slice(Math.floor(held.length / 2));
  let recalled = shrinkFor(window);
  while (!fits(window, recalled) && window.length > 0) {
    window = window.slice(1);
    recalled = shrinkFor(window);
  }
  while (!fits(window, recalled) && recalled.length > 0) recalled = recalled.slice(0, -1);
  return {
    messages: build(window, { question: asked.question, recalled }),
    recalled,
    windowFrom: window[0]?.ordinal ?? asked.ordinal,
    tokens: tokensOf(window, recalled),
  };
}

/** A prompt and its answer by the engine's own tokenizer. */
function countedThrough({ written, answer, thought }: PastTurn, scale: number): number {
  const completion = !thought && written && written.completionTokens > 0 ? written.completionTokens : null;
  return (written?.promptTokens ?? 0) + (completion ?? estimateMessage(answer, scale));
}

function notesTokens(lines: readonly Recalled[], scale: number): number {
  return lines.reduce((sum, line) => sum + estimateTokens(`${noteOf(line)}\n`, scale), 0);
}

/** Lines in their order, each that still fits: a long one does not keep shorter ones out. The best one stays in any case. */
function packNotes(lines: readonly Recalled[], tokens: number, scale: number): Recalled[] {
  let room = tokens;
  const packed = lines.filter((line) => {
    const cost = notesTokens([line], scale);
    if (cost > room) return false;
    room -= cost;
    return true;
  });
  return (packed.length > 0 ? packed : lines.slice(0, 1)).map((line, at) => ({ ...line, n: at + 1 }));
}
