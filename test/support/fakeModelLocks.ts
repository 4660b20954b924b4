import type { ModelLocks } from "../../src/engines/models/modelLocks";

/** Locks in memory, as several threads share them: one holder a name, the others wait in turn. */
export function createFakeModelLocks(): ModelLocks {
  const turns = new Map<string, Promise<unknown>>();
  return {
    request(name, _options, work) {
      const result = (turns.get(name) ?? Promise.resolve()).then(() => work({}));
      turns.set(
        name,
        result.catch(() => undefined),
      );
      return result;
    },
  };
}
