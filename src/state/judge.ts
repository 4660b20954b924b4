import { createStore, type StoreApi } from "zustand/vanilla";
import type { Clock, PairLabel, TriedPair } from "../memory/ports";
import type { KeyValues } from "./appearance";
import { type Failure, failureOf, isAbort } from "./failure";
import { readWrongVerdicts, toLines, type WrongVerdict, writeWrongVerdicts } from "./wrongVerdicts";

export interface JudgePort {
  /** Rejects with JudgeUnavailable where there is no judge, with the signal's reason when it is ended. */
  try(known: string, text: string, signal: AbortSignal): Promise<TriedPair>;
}

export type TryState =
  | { is: "idle" }
  /** The first verdict since the page opened: the judge itself may have to be loaded. */
  | { is: "loading" }
  | { is: "judging" }
  | { is: "judged"; tried: TriedPair; kept: boolean }
  /** There is no judge on this device. */
  | { is: "unavailable"; failure: Failure }
  | { is: "failed"; failure: Failure };

export interface JudgeState {
  trying: TryState;
  /** Newest first; null where they were not looked up yet. */
  wrong: WrongVerdict[] | null;
  /** What was deleted last and can be brought back. */
  deleted: WrongVerdict[];
  /** Why the last change of the list was not stored. */
  notKept: Failure | null;
  try(known: string, text: string): Promise<void>;
  /** Asks about the same two once more. */
  again(): Promise<void>;
  /** Ends what is under way, and clears what was made of it. */
  clear(): void;
  /** The page is left: clears, and what was deleted can be brought back no more. */
  leave(): void;
  readWrong(): void;
  /** Keeps the pair at hand as judged wrongly: it should have been `label`. */
  keepWrong(label: PairLabel): void;
  removeWrong(one: WrongVerdict): void;
  removeAllWrong(): void;
  bringBack(): void;
  /** All of them as one file of JSON lines. */
  wrongFile(): Blob;
}

export type JudgeStore = StoreApi<JudgeState>;

export interface JudgeDeps {
  judge: JudgePort;
  clock: Clock;
  storage: KeyValues;
}

/** Asks the judge about two sentences, for the curious, and keeps a list of its wrong verdicts on this device. */
export function createJudgeStore({ judge, clock, storage }: JudgeDeps): JudgeStore {
  let abort = new AbortController();
  let answered = false;
  let last: [known: string, text: string] | null = null;

  return createStore<JudgeState>((set, get) => {
    /** What another tab kept in the meantime stays. */
    function change(edit: (held: WrongVerdict[]) => WrongVerdict[], deleted: WrongVerdict[] = []): void {
      try {
        const wrong = edit(readWrongVerdicts(storage));
        writeWrongVerdicts(storage, wrong);
        set({ wrong, deleted, notKept: null, trying: markKept(get().trying, wrong) });
      } catch (error) {
        set({ notKept: failureOf(error) });
      }
    }

    return {
      trying: { is: "idle" },
      wrong: null,
      deleted: [],
      notKept: null,
      async try(known, text) {
        abort.abort();
        abort = new AbortController();
        const { signal } = abort;
        last = [known, text];
        set({ trying: { is: answered ? "judging" : "loading" } });
        try {
          const tried = await judge.try(known, text, signal);
          if (signal.aborted) return;
          answered = true;
          set({ trying: { is: "judged", tried, kept: false } });
        } catch (error) {
          if (signal.aborted || isAbort(error)) return;
          const failure = failureOf(error);
          set({ trying: { is: failure.name === "JudgeUnavailable" ? "unavailable" : "failed", failure } });
        }
      },
      async again() {
        if (last) await get().try(...last);
      },
      clear() {
        abort.abort();
        set({ trying: { is: "idle" } });
      },
      leave() {
        get().clear();
        set({ deleted: [], notKept: null });
      },
      readWrong: () => set({ wrong: readWrongVerdicts(storage) }),
      keepWrong(label) {
        const { trying } = get();
        if (trying.is !== "judged" || trying.kept) return;
        const { known, text, likeliest: judged, modelId: model } = trying.tried;
        const one = { known, new: text, label, judged, model, at: clock.now() };
        change((held) => [one, ...held]);
      },
      removeWrong(one) {
        change((held) => held.filter((each) => !isSame(each, one)), [one]);
      },
      removeAllWrong() {
        change(() => [], get().wrong ?? []);
      },
      bringBack() {
        const { deleted } = get();
        change((held) => [...held, ...deleted].sort((a, b) => b.at - a.at));
      },
      wrongFile: () => new Blob([toLines(get().wrong ?? [])], { type: "application/jsonl" }),
    };
  });
}

/** A verdict at hand counts as kept while it is in the list. */
function markKept(trying: TryState, wrong: readonly WrongVerdict[]): TryState {
  if (trying.is !== "judged") return trying;
  const { known, text } = trying.tried;
  return { ...trying, kept: wrong.some((one) => one.known === known && one.new === text) };
}

function isSame(a: WrongVerdict, b: WrongVerdict): boolean {
  return a.at === b.at && a.known === b.known && a.new === b.new;
}
