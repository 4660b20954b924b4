/**
 * A contract is a list of facts that every implementation of a port keeps. The cases use no test runner, so that
 * vitest runs them on a fake and a page in Chromium on the real thing.
 */
export interface ContractCase<Subject> {
  /** The fact. */
  title: string;
  /** Rejects where the fact does not hold. */
  run(subject: Subject): Promise<void>;
}

/** Throws unless `fact` is true. `saw` is what was there instead. */
export function check(fact: boolean, what: string, saw?: unknown): asserts fact {
  if (!fact) throw new Error(saw === undefined ? what : `${what}; saw ${JSON.stringify(saw)}`);
}

/** The error that `call` rejects with. Throws where it resolves. */
export async function rejection(call: Promise<unknown>): Promise<Error> {
  let value: unknown;
  try {
    value = await call;
  } catch (error) {
    check(error instanceof Error, "rejects with an Error", error);
    return error;
  }
  throw new Error(`should reject, but resolves with ${JSON.stringify(value)}`);
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
