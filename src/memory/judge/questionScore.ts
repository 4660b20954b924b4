import type { AnswerLabel, Verdict } from "../ports";

/** How well a passage answers a question, 0 to 1: half an answer counts half. Ranks passages, and declines where it is low. */
export function questionScore(verdict: Verdict<AnswerLabel>): number {
  return verdict.answers + verdict.partly / 2;
}
