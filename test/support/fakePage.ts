import type { Completion, CompletionRequest, LanguageModel } from "../../src/memory/ports";
import type { Timers } from "../../src/state/coalesce";

/** Timers that run when told to. */
export interface ManualTimers extends Timers {
  /** Runs what is due within `milliseconds`, and what that sets in turn. */
  advance(milliseconds: number): Promise<void>;
}

export function createManualTimers(): ManualTimers {
  let now = 0;
  let last = 0;
  const due = new Map<number, { at: number; callback: () => void }>();
  return {
    set(callback, milliseconds) {
      last += 1;
      due.set(last, { at: now + milliseconds, callback });
      return last;
    },
    clear(timer) {
      due.delete(timer);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = [...due].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!next) break;
        due.delete(next[0]);
        now = next[1].at;
        next[1].callback();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Waits until everything that can go on by itself has done so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** A language model that writes when told to. */
export interface ScriptedModel extends LanguageModel {
  readonly requests: CompletionRequest[];
  write(piece: string): void;
  end(ended?: Completion["ended"]): void;
  fail(error: Error): void;
}

export function createScriptedModel(): ScriptedModel {
  const requests: CompletionRequest[] = [];
  let onText: (piece: string) => void = () => {};
  let written = "";
  let resolve: (completion: Completion) => void = () => {};
  let reject: (error: Error) => void = () => {};
  return {
    id: "scripted",
    contextTokens: 4096,
    requests,
    complete(request, listener = () => {}) {
      requests.push(request);
      onText = listener;
      written = "";
      return new Promise((onEnd, onFail) => {
        resolve = onEnd;
        reject = onFail;
      });
    },
    write(piece) {
      written += piece;
      onText(piece);
    },
    end(ended = "complete") {
      resolve({ text: written, ended, usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1 } });
    },
    fail: (error) => reject(error),
  };
}

/** Ids in the order they are asked for. */
export function createCountedIds(): { random(): string } {
  let made = 0;
  return { random: () => `id${++made}` };
}
