/** Why an answer should end here. */
export type LoopVerdict = "go on" | "loop" | "long";

export interface LoopGuard {
  /** Takes the next piece and says whether the model should go on. O(1): it looks at the last 1,500 characters. */
  push(piece: string): LoopVerdict;
  /** What is worth keeping: all of it, or what came before the second round of a loop. */
  readonly text: string;
}

const LONGEST_ANSWER = 6_000;
const LOOKED_AT = 1_500;
const LONGEST_ROUND = 400;
/** Rounds until it is a loop: three, more where a round is short, since "no, no, no" is English. */
const FEWEST_ROUNDS = 3;
const FEWEST_CHARACTERS = 60;

/** Watches a streamed answer: small models repeat a line or a few words until their room is full. */
export function createLoopGuard(longest = LONGEST_ANSWER): LoopGuard {
  let said = "";
  let verdict: LoopVerdict = "go on";
  return {
    push(piece) {
      if (verdict !== "go on") return verdict;
      said += piece;
      const round = roundOf(said.slice(-LOOKED_AT));
      if (round) {
        verdict = "loop";
        said = said.slice(0, said.length - round.length * (round.times - 1)).trimEnd();
      } else if (said.length > longest) {
        verdict = "long";
        said = said.slice(0, longest).toWellFormed();
      }
      return verdict;
    },
    get text() {
      return said;
    },
  };
}

/** The shortest round that the end of a text repeats often enough. */
function roundOf(tail: string): { length: number; times: number } | null {
  for (let length = 1; length <= LONGEST_ROUND; length++) {
    const needed = Math.max(FEWEST_ROUNDS, Math.ceil(FEWEST_CHARACTERS / length));
    if (length * needed > tail.length) continue;
    let at = tail.length - 1;
    while (at >= length && tail[at] === tail[at - length]) at--;
    const times = Math.floor((tail.length - 1 - at) / length) + 1;
    // Rules, table borders and indentation repeat too, without a letter in them.
    if (times >= needed && /[\p{L}\p{N}]/u.test(tail.slice(-length))) return { length, times };
  }
  return null;
}
