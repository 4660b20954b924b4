import shipped from "../../../models/judge/thresholds.json";
import type { PairLabel } from "../ports";

/** From which probability a label acts and from which it is a maybe; null where no probability is good enough. */
export interface Limits {
  readonly act: number | null;
  readonly maybe: number | null;
}

/** The limits of every label that does something. Of the four acts it is the probability of all four together that counts. */
export type PairLimits = Readonly<Record<Exclude<PairLabel, "other">, Limits>>;

export interface JudgeThresholds {
  /** What they were chosen on. */
  readonly source: string;
  /** What a task's outputs are divided by, so that a probability means what it says. */
  readonly temperature: Readonly<Record<"pair" | "sentence" | "question", number>>;
  readonly pair: PairLimits;
  /** The probability of junk above which a sentence is dropped. */
  readonly sentence: { readonly junk: number | null };
  /** The score under which 5 of 100 answered questions lie. */
  readonly question: { readonly declines: number };
}

/** The thresholds of the shipped judge, as `training/judge/report.py` chose them on writers left out. */
export const THRESHOLDS: JudgeThresholds = shipped;
