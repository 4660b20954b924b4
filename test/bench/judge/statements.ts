import { z } from "zod";
import { decide, type Judged } from "../../../src/memory/judge/decide";
import type { PairLabel } from "../../../src/memory/ports";

/** Things said in turns by people, each with what a memory must do about it. As `training/judge/statements.py` reads them. */
const statementSet = z.object({
  statements: z.array(
    z.object({
      id: z.string(),
      person: z.string(),
      who: z.string(),
      text: z.string(),
      round: z.number(),
      expect: z.array(
        z.array(z.object({ do: z.string(), of: z.string().nullish(), has: z.array(z.string()).nullish() })),
      ),
    }),
  ),
});
type Statement = z.infer<typeof statementSet>["statements"][number];
type Outcome = Statement["expect"][number][number];

const STOP = new Set(
  "a an the of to in on at for and or is are was were be been i my me we our you your it its he she they his her their that this with from by as so but not no do does did have has had will would can could now just".split(
    " ",
  ),
);
const WANTED: Record<string, PairLabel> = {
  reinforce: "same",
  revise: "correct",
  conflict: "conflict",
  forget: "forget",
};
const ENDING = ["supersede", "revise", "forget"];
const ENDS: readonly PairLabel[] = ["update", "end", "correct"];
const NAMES = {
  supersede: "updates",
  reinforce: "duplicates",
  revise: "corrections",
  forget: "forgotten",
  conflict: "conflicts",
  add: "leftAlone",
  ignore: "leftAlone",
} as const;
export type FigureName = (typeof NAMES)[keyof typeof NAMES];
export const FIGURE_NAMES = ["updates", "duplicates", "corrections", "forgotten", "conflicts", "leftAlone"] as const;

export interface Turn {
  id: string;
  text: string;
  round: number;
  /** Which figure it counts for. */
  name: FigureName;
  /** What the person told before. */
  known: readonly string[];
  /** Places in `known` that no longer hold. */
  ended: ReadonlySet<number>;
  /** Right answers: a place in `known` and a label. */
  accepted: readonly { place: number; label: PairLabel }[];
}

/** [right, all] of each figure, in all and by round. */
export type Run = Record<FigureName, [number, number]> & {
  byRound: Record<string, Record<FigureName, [number, number]>>;
};

/** The user's turns of a set, each with what was known when it was said. Throws where the file is of another form. */
export function turnsOf(json: string): Turn[] {
  const { statements } = statementSet.parse(JSON.parse(json));
  const turns: Turn[] = [];
  for (const person of new Set(statements.map((each) => each.person))) {
    const known: string[] = [];
    const places = new Map<string, number>();
    const ended = new Set<number>();
    for (const said of statements.filter((each) => each.person === person)) {
      if (said.who === "user") {
        for (const outcomes of said.expect) {
          const accepted = outcomes.flatMap((outcome) => {
            const place = places.get(outcome.of ?? "");
            const label = labelOf(outcome);
            return place !== undefined && label ? [{ place, label }] : [];
          });
          const { id, text, round } = said;
          turns.push({ id, text, round, name: nameOf(outcomes), known: [...known], ended: new Set(ended), accepted });
        }
      }
      said.expect.forEach((outcomes, at) => {
        const place = places.get(outcomes[0]?.of ?? "");
        if (place !== undefined && ENDING.includes(outcomes[0]?.do ?? "")) ended.add(place);
        if (outcomes.every((outcome) => outcome.do === "ignore" || outcome.do === "forget")) return;
        places.set(at === 0 ? said.id : `${said.id}#${at + 1}`, known.length);
        known.push(clauseOf(said, outcomes));
      });
    }
  }
  return turns;
}

/** Of the 12 nearest by meaning and by words, taken in turns, the first 8 that still hold, as places in `known`. */
export function nearest(turn: Turn, vectors: ReadonlyMap<string, readonly number[]>, found = 12, kept = 8): number[] {
  const mine = wordsOf(turn.text);
  const own = vectors.get(turn.text) ?? [];
  const byWords = best(
    turn.known.map((text) => {
      const words = wordsOf(text);
      return [...mine].filter((word) => words.has(word)).length / (1 + Math.sqrt(words.size));
    }),
  );
  const byMeaning = best(
    turn.known.map((text) => (vectors.get(text) ?? []).reduce((sum, value, at) => sum + value * (own[at] ?? 0), 0)),
  );
  const mixed = new Set(byMeaning.slice(0, found).flatMap((place, at) => [place, byWords[at] ?? place]));
  return [...mixed]
    .slice(0, found)
    .filter((place) => !turn.ended.has(place))
    .slice(0, kept);
}

/** Counts a judged turn; a target that is not among the candidates is missed. */
export function countMutable(run: Run, turn: Turn, candidates: readonly number[], judged: Judged): void {
  const texts = candidates.map((place) => turn.known[place] ?? "");
  const decisions = decide(turn.text, texts, judged);
  const acts = decisions.some(({ label }) => label !== "same" && label !== "conflict");
  const meets = decisions.some(({ at, label }) =>
    turn.accepted.some(
      (wanted) =>
        wanted.place === candidates[at] &&
        (ENDS.includes(wanted.label) ? ENDS.includes(label) : wanted.label === label),
    ),
  );
  const right = turn.name === "leftAlone" ? !acts : meets;
  run.byRound[turn.round] ??= emptyCounts();
  for (const counts of [run, run.byRound[turn.round]]) {
    const cell = counts?.[turn.name];
    if (!cell) continue;
    cell[0] += right ? 1 : 0;
    cell[1] += 1;
  }
}

export function emptyRun(): Run {
  return { ...emptyCounts(), byRound: {} };
}

function emptyCounts(): Record<FigureName, [number, number]> {
  return {
    updates: [0, 0],
    duplicates: [0, 0],
    corrections: [0, 0],
    forgotten: [0, 0],
    conflicts: [0, 0],
    leftAlone: [0, 0],
  };
}

function nameOf(outcomes: readonly Outcome[]): FigureName {
  const name = Object.entries(NAMES).find(([deed]) => deed === outcomes[0]?.do)?.[1];
  if (!name) throw new Error(`Nobody knows how to ${outcomes[0]?.do}.`);
  return name;
}

function labelOf(outcome: Outcome): PairLabel | undefined {
  if (outcome.do === "supersede") return outcome.has?.length ? "update" : "end";
  return WANTED[outcome.do];
}

/** Of a turn that says several things, the sentence that says this one. */
function clauseOf({ text, expect }: Statement, outcomes: readonly Outcome[]): string {
  if (expect.length < 2 && text.length <= 160) return text;
  const has = outcomes.find((outcome) => outcome.has?.length)?.has ?? [];
  const parts = text.split(/(?<=[.!?;])\s+/);
  const holds = (part: string) => has.every((word) => part.toLowerCase().includes(word.toLowerCase()));
  return (has.length > 0 && parts.find(holds)) || text;
}

function wordsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !STOP.has(word)));
}

/** Places by score, best first; ties in their order. */
function best(scores: readonly number[]): number[] {
  return scores.map((_, place) => place).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}
