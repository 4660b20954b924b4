const OPEN = "<think>";
const CLOSE = "</think>";

/** Sorts what a model writes, as it comes, into thinking aloud and the answer. */
export interface ThinkingFilter {
  push(piece: string): void;
  /** Hands out what was held back. */
  end(): void;
  /** What came between the marks, trimmed; undefined where the model did not think. */
  readonly thinking: string | undefined;
}

/**
 * Hands the answer on to `onText`, and keeps what stands between <think> and </think>. Models think before they answer: once
 * anything else has been written, the marks are text like any other.
 */
export function createThinkingFilter(onText: (piece: string) => void): ThinkingFilter {
  let state: "beginning" | "thinking" | "after" | "answer" = "beginning";
  /** What may still turn out to be a mark, or the white space before one. */
  let held = "";
  let thought: string | undefined;

  function begin(): void {
    const text = held.trimStart();
    if (OPEN.startsWith(text) && text !== OPEN) return;
    if (text.startsWith(OPEN)) {
      state = "thinking";
      thought = "";
      held = text.slice(OPEN.length);
      think();
    } else answer();
  }

  function think(): void {
    const end = held.indexOf(CLOSE);
    if (end >= 0) {
      thought += held.slice(0, end);
      held = held.slice(end + CLOSE.length);
      state = "after";
      skip();
      return;
    }
    const keep = endsInBeginningOf(CLOSE, held);
    thought += held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
  }

  /** The line breaks between the mark and the answer belong to neither. */
  function skip(): void {
    held = held.trimStart();
    if (held) answer();
  }

  function answer(): void {
    state = "answer";
    const text = held;
    held = "";
    if (text) onText(text);
  }

  const step = { beginning: begin, thinking: think, after: skip, answer };

  return {
    push(piece) {
      held += piece;
      step[state]();
    },
    end() {
      if (state === "thinking") {
        thought += held;
        held = "";
      } else if (state === "beginning") answer();
    },
    get thinking() {
      return thought === undefined ? undefined : thought.trim();
    },
  };
}

/** How many characters at the end of `text` are the beginning of `mark`. */
function endsInBeginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}
