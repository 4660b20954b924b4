import type { SupportLabel, Verdict } from "../../memory/ports";

/** What the judge reads of a claim in its nearest lines, as log-odds: of the line that says so most. */
export interface Reading {
  supports: number;
  contradicts: number;
}

/** Surer than this no probability counts as: the odds of .995. */
const SUREST = Math.log(0.995 / 0.005);

/** Of the verdicts on the lines of one claim. */
export function readingOf(verdicts: readonly Verdict<SupportLabel>[]): Reading {
  const most = (label: SupportLabel) => logOdds(Math.max(0, ...verdicts.map((verdict) => verdict[label])));
  return { supports: most("supports"), contradicts: most("contradicts") };
}

function logOdds(probability: number): number {
  const odds = Math.log(probability / (1 - probability));
  return Math.min(SUREST, Math.max(-SUREST, odds));
}
