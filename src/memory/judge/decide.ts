import { normalForm } from "../encode/normalForm";
import type { PairLabel, SentenceLabel, Verdict } from "../ports";
import { maybeSame } from "./maybeSame";
import { type PairLimits, THRESHOLDS } from "./thresholds";

/** Labels of a pair that change what is known, in the order in which ties are settled. */
export const ACTS = ["update", "end", "correct", "forget"] as const satisfies readonly PairLabel[];
export type Act = (typeof ACTS)[number];

/** Labels of a sentence that touches nothing known: junk to a memory, and what somebody else is said to have said. */
const TOUCHES_NOTHING = [
  "question",
  "request",
  "chitchat",
  "joke",
  "hypothetical",
  "transient",
  "quote",
  "general",
  "hearsay",
] as const satisfies readonly SentenceLabel[];

/** What a sentence does to the known text in that place of the list. */
export interface Decision {
  at: number;
  label: Act | "same" | "conflict";
}

export interface Judged {
  sentence: Verdict<SentenceLabel>;
  /** One for each known text. */
  pairs: readonly Verdict<PairLabel>[];
}

/**
 * What a sentence does to known texts; empty for nothing, or nothing sure enough. As `decide` of `training/judge/evaluate.py`:
 * the sentence by itself first; a repeat word for word needs no judge; then the acts, then `same`, then `conflict`, each from
 * its acting threshold on. A request to forget may mean several of them, everything else means the likeliest one.
 */
export function decide(
  text: string,
  known: readonly string[],
  { sentence, pairs }: Judged,
  limits: PairLimits = THRESHOLDS.pair,
): Decision[] {
  if (known.length === 0 || sumOf(sentence, TOUCHES_NOTHING) > 0.5) return [];
  const repeated = known.findIndex((each) => plainWords(each) === plainWords(text));
  if (repeated >= 0) return [{ at: repeated, label: "same" }];

  const ready = pairs
    .map(likeliestAct)
    .flatMap(({ act, sure }, at) => (reaches(sure, limits[act]) ? { at, act, sure } : []));
  const surest = ready.reduce<(typeof ready)[number] | null>(
    (best, each) => (best && best.sure >= each.sure ? best : each),
    null,
  );
  if (surest?.act === "forget") return ready.flatMap(({ at, act }) => (act === "forget" ? { at, label: act } : []));
  if (surest) return [{ at: surest.at, label: surest.act }];

  for (const label of ["same", "conflict"] as const) {
    const shares = pairs.map((pair, at) => (label === "same" && !maybeSame(known[at] ?? "", text) ? 0 : pair[label]));
    const most = Math.max(...shares);
    if (reaches(most, limits[label])) return [{ at: shares.indexOf(most), label }];
  }
  return [];
}

/** How sure it is that something known changes, and which of the four acts is likeliest. */
export function likeliestAct(pair: Verdict<PairLabel>): { act: Act; sure: number } {
  const act = ACTS.reduce((best, each) => (pair[each] > pair[best] ? each : best));
  return { act, sure: sumOf(pair, ACTS) };
}

function reaches(probability: number, { act }: { act: number | null }): boolean {
  return act !== null && probability >= act;
}

function sumOf<Label extends string>(verdict: Verdict<Label>, labels: readonly Label[]): number {
  return labels.reduce((sum, label) => sum + verdict[label], 0);
}

/**
 * A text without case and the marks at its end; the text itself where nothing else is left. Signs within it stay: "C++" is not
 * "C", "-5" not "5", "$50" not "€50".
 */
function plainWords(text: string): string {
  return normalForm(text) || text;
}
