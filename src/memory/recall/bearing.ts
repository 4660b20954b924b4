/** What a line has in common with a question. */
export interface Signals {
  /** Nearest cosine of the question to the line or its passage; null where there are no vectors. */
  cosine: number | null;
  /** Share of the question's words in the line, 0 to 1. */
  coverage: number;
}

const COVERAGE_WEIGHT = 0.3;
/** Tuned on test/fixtures/questions/told.json, measured on held-out.json: SPEC [R8]. */
export const BEARS_FROM = 0.5;
/** Where there is no embedder yet, words must carry it alone. */
export const BEARS_FROM_WORDS = 0.5;

/** How close a line stands to a question: cosine + .3 x coverage; without vectors the coverage. */
export function bearing({ cosine, coverage }: Signals): number {
  return cosine === null ? coverage : cosine + COVERAGE_WEIGHT * coverage;
}

/** Whether a line bears on the question. */
export function bears(signals: Signals): boolean {
  return bearing(signals) >= (signals.cosine === null ? BEARS_FROM_WORDS : BEARS_FROM);
}
