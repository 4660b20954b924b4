import { findNoise } from "./findNoise";
import { findNearLoop, findRound } from "./findRepeats";

/** Why an answer should end here. */
export type LoopVerdict = "go on" | "loop" | "garbage" | "long";

export interface LoopGuard {
  /** Takes the next piece and says whether the model should go on. O(1): it looks at the last 1,500 characters. */
  push(piece: string): LoopVerdict;
  /** What is worth keeping: all of it, or what came before the second round of a loop, or before the noise. */
  readonly text: string;
}

const LONGEST_ANSWER = 6_000;
const LOOKED_AT = 1_500;
/** Looking for what is no exact repetition takes longer: done once in so many characters. */
const EVERY = 24;

/** Watches a streamed answer: small models repeat themselves, nearly repeat themselves, or babble until their room is full. */
export function createLoopGuard(longest = LONGEST_ANSWER): LoopGuard {
  let said = "";
  let looked = 0;
  let verdict: LoopVerdict = "go on";

  function judge(): LoopVerdict {
    const from = Math.max(0, said.length - LOOKED_AT);
    const tail = said.slice(from);
    const keep = (end: number) => {
      said = said.slice(0, from + end).trimEnd();
    };
    const round = findRound(tail);
    if (round) {
      keep(tail.length - round.length * (round.times - 1));
      return "loop";
    }
    if (said.length - looked >= EVERY) {
      looked = said.length;
      const loop = findNearLoop(tail);
      if (loop !== null) {
        keep(loop);
        return "loop";
      }
      const noise = findNoise(tail, isInCode(said));
      if (noise !== null) {
        keep(noise);
        return "garbage";
      }
    }
    if (said.length <= longest) return "go on";
    said = said.slice(0, longest).toWellFormed();
    return "long";
  }

  return {
    push(piece) {
      if (verdict !== "go on") return verdict;
      said += piece;
      verdict = judge();
      return verdict;
    },
    get text() {
      return said;
    },
  };
}

/** Whether a fence of code is open at the end: signs are no noise there. */
function isInCode(text: string): boolean {
  return (text.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
}
