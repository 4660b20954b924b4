/** What a test lets happen inside llm.worker. */
export type Accident =
  | { do: "destroy the device" }
  /** The next devices give no memory, or give it again. */
  | { do: "refuse memory"; refused: boolean }
  /** Tells what became of it, and which directive of the policy refused it. */
  | { do: "fetch"; url: string };

/** The answer comes back under the same number. */
export type AccidentRequest = Accident & { n: number };

/** The BroadcastChannel for it. */
export const ACCIDENTS = "accidents";
