/** How the tokens of a language model's context are shared out. */
export interface PromptRoom {
  context: number;
  /** The block about the user in the system text. */
  core: number;
  /** What the user just said; a longer message keeps its beginning and its end. */
  question: number;
  /** The numbered notes of one turn. */
  evidence: number;
  /** What the model may write. */
  answer: number;
}

const MOST_QUESTION = 400;
const MOST_ANSWER = 400;

/**
 * The room of a turn, from the context alone, so that a turn is cut the same way in every prompt it stands in. Two turns at
 * their longest fit: a small context takes from the evidence first.
 */
export function promptRoom(context: number, evidence: number): PromptRoom {
  return {
    context,
    core: Math.floor(context / 10),
    question: Math.min(MOST_QUESTION, Math.floor(context / 12)),
    evidence: Math.min(evidence, Math.floor(context / 5)),
    answer: Math.min(MOST_ANSWER, Math.floor(context / 5)),
  };
}
