import { ACTS, likeliestAct } from "../../../src/memory/judge/decide";
import { maybeSame } from "../../../src/memory/judge/maybeSame";
import { questionScore } from "../../../src/memory/judge/questionScore";
import { THRESHOLDS } from "../../../src/memory/judge/thresholds";
import type { AnswerLabel, PairLabel, SentenceLabel, Verdict } from "../../../src/memory/ports";
import type { PairLine, QuestionLine, SentenceLine } from "./readLines";

export type Judged<Line, Label extends string> = Line & { verdict: Verdict<Label> };
export type JudgedPair = Judged<PairLine, PairLabel>;
export type JudgedSentence = Judged<SentenceLine, SentenceLabel>;
export type JudgedQuestion = Judged<QuestionLine, AnswerLabel>;
export type Figures = Record<string, string>;

const BINS = 15;
const ENDS: readonly PairLabel[] = ["update", "end", "correct"];
const ACTING: readonly PairLabel[] = ACTS;
const KEPT: readonly SentenceLabel[] = ["keep", "hearsay", "forget", "correct"];

export function likeliest<Label extends string>(verdict: Verdict<Label>): { label: Label; sure: number } {
  const [first] = (Object.entries(verdict) as [Label, number][]).sort((a, b) => b[1] - a[1]);
  if (!first) throw new TypeError("A verdict needs a label.");
  return { label: first[0], sure: first[1] };
}

/** The act that a pair comes to at its threshold; null where none is sure enough. */
export function actOf({ verdict }: JudgedPair): PairLabel | null {
  const { act, sure } = likeliestAct(verdict);
  return sure >= (THRESHOLDS.pair[act].act ?? 2) ? act : null;
}

/** update, end and correct do the same to what is known: it holds no longer. forget stands alone. */
export function isActRight(act: PairLabel, label: PairLabel): boolean {
  return act === "forget" ? label === "forget" : ENDS.includes(label);
}

/** Whether a label that is no act reaches its threshold; `same` only where the numbers allow it. */
export function reaches(label: "same" | "refine" | "conflict", pair: JudgedPair): boolean {
  if (label === "same" && !maybeSame(pair.known, pair.new)) return false;
  return pair.verdict[label] >= (THRESHOLDS.pair[label].act ?? 2);
}

/** How far confidence is from the share right, in 15 ranges, weighted by lines (expected calibration error). */
export function calibrationError(lines: readonly { sure: number; right: boolean }[]): number {
  const bins = Array.from({ length: BINS }, () => ({ sure: 0, right: 0 }));
  for (const { sure, right } of lines) {
    const bin = bins[Math.min(BINS - 1, Math.floor(sure * BINS))];
    if (!bin) throw new RangeError(`${sure} is no probability.`);
    bin.sure += sure;
    bin.right += right ? 1 : 0;
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.sure - bin.right), 0) / Math.max(1, lines.length);
}

/** How often a line of `yes` scores above one of `no`; a tie counts half. */
export function areaUnderCurve(yes: readonly number[], no: readonly number[]): number {
  const all = [...yes.map((score) => ({ score, is: true })), ...no.map((score) => ({ score, is: false }))];
  all.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.score === all[from]?.score) to += 1;
    // Ties share the mean of their ranks.
    ranks += ((from + 1 + to) / 2) * all.slice(from, to).filter(({ is }) => is).length;
    from = to;
  }
  return (ranks - (yes.length * (yes.length + 1)) / 2) / (yes.length * no.length);
}

export function pairFigures(pairs: readonly JudgedPair[]): Figures {
  const acted = pairs.flatMap((pair) => {
    const act = actOf(pair);
    return act ? [isActRight(act, pair.label)] : [];
  });
  const same = pairs.filter((pair) => reaches("same", pair));
  return {
    lines: String(pairs.length),
    ...accuracyOf(pairs),
    "act precision": share(acted.filter(Boolean).length, acted.length),
    "act recall": share(acted.filter(Boolean).length, pairs.filter(({ label }) => ACTING.includes(label)).length),
    "same precision": share(same.filter(({ label }) => label === "same").length, same.length),
    "same recall": share(
      same.filter(({ label }) => label === "same").length,
      pairs.filter(({ label }) => label === "same").length,
    ),
  };
}

/** Of one label: how often it is found and how often rightly, as the likeliest and at its acting threshold. */
export function labelFigures(label: PairLabel, pairs: readonly JudgedPair[]): Figures {
  const mine = pairs.filter((pair) => pair.label === label);
  const said = pairs.filter((pair) => likeliest(pair.verdict).label === label);
  const found = said.filter((pair) => pair.label === label).length;
  const figures = {
    lines: String(mine.length),
    recall: share(found, mine.length),
    precision: share(found, said.length),
  };
  if (label === "other") return { ...figures, "at threshold": "-", "right there": "-" };
  const acting =
    label === "same" || label === "refine" || label === "conflict"
      ? pairs.filter((pair) => reaches(label, pair)).map((pair) => pair.label === label)
      : pairs.filter((pair) => actOf(pair) === label).map((pair) => isActRight(label, pair.label));
  return {
    ...figures,
    "at threshold": String(acting.length),
    "right there": share(acting.filter(Boolean).length, acting.length),
  };
}

export function sentenceFigures(sentences: readonly JudgedSentence[]): Figures {
  const junk = ({ verdict }: JudgedSentence) => 1 - KEPT.reduce((sum, label) => sum + verdict[label], 0);
  const matters = ({ label }: JudgedSentence) => KEPT.includes(label);
  const dropped = sentences.filter((each) => junk(each) > (THRESHOLDS.sentence.junk ?? 2));
  return {
    lines: String(sentences.length),
    ...accuracyOf(sentences),
    "matters or junk": share(sentences.filter((each) => junk(each) <= 0.5 === matters(each)).length, sentences.length),
    "dropped rightly": share(dropped.filter((each) => !matters(each)).length, dropped.length),
  };
}

export function questionFigures(questions: readonly JudgedQuestion[]): Figures {
  const scores = (label: AnswerLabel) =>
    questions.filter((each) => each.label === label).map(({ verdict }) => questionScore(verdict));
  const [yes, no] = [scores("answers"), scores("no")];
  const declined = (of: readonly number[]) => of.filter((score) => score < THRESHOLDS.question.declines).length;
  return {
    lines: String(questions.length),
    ...accuracyOf(questions),
    "AUC answers / no": yes.length > 0 && no.length > 0 ? areaUnderCurve(yes, no).toFixed(3) : "-",
    "answered, declined": share(declined(yes), yes.length),
    "unanswered, declined": share(declined(no), no.length),
  };
}

function accuracyOf<Label extends string>(lines: readonly { label: Label; verdict: Verdict<Label> }[]): Figures {
  const said = lines.map(({ label, verdict }) => {
    const best = likeliest(verdict);
    return { sure: best.sure, right: best.label === label };
  });
  return {
    accuracy: share(said.filter(({ right }) => right).length, said.length),
    "calibration error": calibrationError(said).toFixed(3),
  };
}

function share(part: number, whole: number): string {
  return whole === 0 ? "-" : (part / whole).toFixed(3);
}
