/** What a line has in common with a question. */
export interface Signals {
  /** Nearest cosine of the question to the line or its passage; null where none of it is embedded. */
  cosine: number | null;
  /** Share of the question's words in the line, 0 to 1. */
  coverage: number;
  /** Whether the line holds anything of the kind that is asked for (a number, a time, a person, a place). */
  mayAnswer: boolean;
}

/** The cosines of the question to everything that is indexed. */
export interface Surroundings {
  mean: number;
  deviation: number;
  count: number;
}

const COVERAGE_WEIGHT = 0.1;
const WRONG_TYPE = 0.2;

/** How close a line stands to a question: cosine + .1 x coverage - .2 where it holds nothing of the kind asked for. */
export function closeness({ cosine, coverage, mayAnswer }: Signals): number {
  const words = cosine === null ? coverage : cosine + COVERAGE_WEIGHT * coverage;
  return words - (mayAnswer ? 0 : WRONG_TYPE);
}

/** Stands for texts not told yet, so that the first few facts do not decide what "near" means. */
const PRIOR = { mean: 0.085, deviation: 0.095, count: 30 };
const STANDS_OUT = 3.75;
const LOWEST = 0.36;
const HIGHEST = 0.42;
/** Where words must carry it alone. */
const WORDS_ALONE = 0.3;
/** So many of the question's words that meaning need not agree: codes, names, languages the embedder does not know. */
const WORDS_ENOUGH = 0.8;

/**
 * The closeness from which a line bears on a question: what stands 3.75 deviations out of everything told, between .36 and .42.
 * Tuned on test/fixtures/questions/told.json; SPEC [R8] has the figures.
 */
export function bearsFrom({ mean, deviation, count }: Surroundings): number {
  const all = count + PRIOR.count;
  const centre = (mean * count + PRIOR.mean * PRIOR.count) / all;
  const spread = (deviation * count + PRIOR.deviation * PRIOR.count) / all;
  return Math.min(HIGHEST, Math.max(LOWEST, centre + STANDS_OUT * spread));
}

/** Whether a line bears on the question. */
export function bears(signals: Signals, surroundings: Surroundings): boolean {
  if (signals.coverage >= WORDS_ENOUGH && signals.mayAnswer) return true;
  return closeness(signals) >= (signals.cosine === null ? WORDS_ALONE : bearsFrom(surroundings));
}
