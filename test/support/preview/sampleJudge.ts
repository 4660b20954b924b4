import { tryPair } from "../../../src/memory/judge/tryPair";
import type { JudgePort } from "../../../src/state/judge";
import { createFakeJudge } from "../fakeJudge";

const SAMPLE = { update: 0.62, correct: 0.22, other: 0.1, end: 0.06 };

/** A judge that gives made-up verdicts. `?judge=slow`, `=missing` and `=broken` set the scene. */
export function sampleJudge(scene: URLSearchParams): JudgePort {
  const judge = createFakeJudge({ pair: () => SAMPLE });
  return {
    async try(known, text, signal) {
      const is = scene.get("judge");
      await new Promise((resolve) => setTimeout(resolve, is === "slow" ? 600_000 : 150));
      signal.throwIfAborted();
      if (is === "broken") throw new Error("The judge gave no numbers.");
      if (is === "missing") {
        const error = new Error("The file of the judge is missing on Cairn's server.");
        error.name = "JudgeUnavailable";
        throw error;
      }
      return tryPair(judge, known, text);
    },
  };
}
