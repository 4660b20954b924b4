/**
 * In what a line says otherwise than a piece of a claim. "figure": another number, time, date or code in the same place.
 * "contrast": another colour, side, opposite. "person", "role": somebody else, or the other way round. "order": not the first
 * or the last. "polarity": "not" on one side only. "past": it was so. "ended": it is
 * so no longer. "unsure", "binding": perhaps said of something else.
 */
export type Conflict =
  | "figure"
  | "contrast"
  | "person"
  | "role"
  | "order"
  | "polarity"
  | "past"
  | "ended"
  | "unsure"
  | "binding";

/** Whether a conflict only keeps a line from supporting a claim, and does not speak against it. */
export function isDoubt(conflict: Conflict): boolean {
  return conflict === "unsure" || conflict === "binding";
}
