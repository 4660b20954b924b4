/** What a test lets happen inside llm.worker. */
export type Accident =
  | { do: "destroy the device" }
  /** Tells what became of it, and which directive of the policy refused it. */
  | { do: "fetch"; url: string };

/** The answer comes back under the same number. */
export type AccidentRequest = Accident & { n: number };

/** The BroadcastChannel for it. */
export const ACCIDENTS = "accidents";
