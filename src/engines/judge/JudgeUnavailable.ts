/** There is no judge to ask now: its file is missing or damaged, or it broke down. The message is a sentence for people. */
export class JudgeUnavailable extends Error {
  override readonly name = "JudgeUnavailable";

  /** `error` under this name; where it has another one yet, what it says stands after `lead`. */
  static from(error: unknown, lead: string): JudgeUnavailable {
    if (error instanceof JudgeUnavailable) return error;
    if (!(error instanceof Error)) return new JudgeUnavailable(`${lead}: ${String(error)}`);
    // From another thread only the name comes along.
    return new JudgeUnavailable(error.name === "JudgeUnavailable" ? error.message : `${lead}: ${error.message}`);
  }
}
