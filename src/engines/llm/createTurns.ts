import type { Completion, CompletionRequest } from "../../memory/ports";
import type { LlmApi } from "./protocol";

/** What an engine does for one call, once it is its turn. */
export interface Answering {
  /** Makes the engine ready. A call that is stopped meanwhile ends at once; one that is interrupted waits for it. */
  prepare?(): Promise<void>;
  /** Answers. Ends with "stopped", and soon, when the signal says so: by who asked, or by an interruption. */
  answer(
    request: Parameters<LlmApi["complete"]>[0],
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Completion>;
}

/** The queue before an engine that does one thing at a time. */
export interface Turns {
  /** Runs `work` after what was asked "now" before it, and before every "later" call; one that runs is interrupted. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` when nothing else waits. */
  runLast(work: () => Promise<void>): Promise<void>;
  /**
   * Answers in turn. A "later" call that was interrupted begins again, in front of the others that wait: its pieces are
   * held back until it has ended, since the words it had written may not come again.
   */
  complete(request: CompletionRequest, onText: (piece: string) => void, answering: Answering): Promise<Completion>;
}

type Priority = NonNullable<CompletionRequest["priority"]>;

interface Job {
  /** Resolves false where it was interrupted and has to begin again. Never rejects. */
  run(interrupt: AbortSignal): Promise<boolean>;
}

/** Nothing but what was written of an answer that was ended: nobody counted. */
export function stoppedAnswer(text: string): Completion {
  return { text, ended: "stopped", usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 } };
}

export function createTurns(): Turns {
  const waiting: Record<Priority, Job[]> = { now: [], later: [] };
  let running: { priority: Priority; interrupt: AbortController } | null = null;

  function add(priority: Priority, job: Job): void {
    waiting[priority].push(job);
    if (priority === "now" && running?.priority === "later") running.interrupt.abort();
    void next();
  }

  async function next(): Promise<void> {
    if (running) return;
    const priority = waiting.now.length > 0 ? "now" : "later";
    const job = waiting[priority].shift();
    if (!job) return;
    const interrupt = new AbortController();
    running = { priority, interrupt };
    const ended = await job.run(interrupt.signal);
    running = null;
    if (!ended) waiting[priority].unshift(job);
    void next();
  }

  function addWork<T>(priority: Priority, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      add(priority, {
        async run() {
          await work().then(resolve, reject);
          return true;
        },
      });
    });
  }

  return {
    run: (work) => addWork("now", work),
    runLast: (work) => addWork("later", work),

    complete({ signal, priority = "now", ...request }, onText, { prepare, answer }) {
      return new Promise<Completion>((resolve, reject) => {
        let answers = false;
        const stop = () => {
          if (!answers) resolve(stoppedAnswer(""));
        };
        if (signal?.aborted) {
          stop();
          return;
        }
        signal?.addEventListener("abort", stop, { once: true });
        const end = () => {
          signal?.removeEventListener("abort", stop);
          return true;
        };

        const run = async (interrupt: AbortSignal): Promise<boolean> => {
          if (signal?.aborted) return end();
          try {
            await prepare?.();
            if (signal?.aborted) return end();
            if (interrupt.aborted) return false;
            answers = true;
            const held: string[] = [];
            const take = priority === "now" ? onText : (piece: string) => held.push(piece);
            const either = signal ? AbortSignal.any([signal, interrupt]) : interrupt;
            const completion = await answer(request, take, either);
            answers = false;
            if (completion.ended === "stopped" && interrupt.aborted && !signal?.aborted) return false;
            for (const piece of held) onText(piece);
            resolve(completion);
          } catch (error) {
            reject(error);
          }
          return end();
        };
        add(priority, { run });
      });
    },
  };
}
