import { readFileSync } from "node:fs";
import type { Claim, Recalled } from "../../src/memory/model";

/** An answer whose sentences someone has judged against the evidence. */
export interface FaithfulCase {
  id: string;
  evidence: { n: number; text: string; who: string; when: string }[];
  answer: string;
  sentences: { text: string; verdict: "supported" | "unsupported" | "contradicted"; sources: number[]; why: string }[];
}

/** Written by people who had seen neither the aligner nor what it does; their misses were looked at since, and it is fitted on them. */
export const readCases = (): FaithfulCase[] => read("test/fixtures/faithful/cases.json");
/** Written by people who had seen neither, later; nobody looks at their misses, and nothing is fitted on them. */
export const readFresh = (): FaithfulCase[] => read("test/fixtures/faithful/fresh.json");
/** Written beside the aligner, to work on: they hold it in place and measure nothing. */
export const readWorked = (): FaithfulCase[] => read("test/fixtures/faithful/worked.json");

function read(file: string): FaithfulCase[] {
  return JSON.parse(readFileSync(file, "utf8")) as FaithfulCase[];
}

/** What became of one judged sentence. */
export interface Outcome {
  case: FaithfulCase;
  sentence: FaithfulCase["sentences"][number];
  /** Tied to a source, flagged as contradicted, and whether any line named is one that the judge named. */
  marked: boolean;
  flagged: boolean;
  right: boolean;
}

export type AlignAnswer = (text: string, recalled: readonly Recalled[]) => Promise<Claim[]>;

/** Aligns every answer and holds each judged sentence against the claims that lie in it. */
export async function judge(cases: readonly FaithfulCase[], align: AlignAnswer): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const each of cases) {
    const claims = await align(each.answer, each.evidence.map(recalledOf));
    let from = 0;
    for (const sentence of each.sentences) {
      const start = each.answer.indexOf(sentence.text, from);
      const end = start + sentence.text.length;
      from = start + 1;
      const inside = claims.filter((claim) => claim.start < end && claim.end > start);
      const named = inside.flatMap((claim) => [...claim.sources, ...(claim.against ?? [])]);
      outcomes.push({
        case: each,
        sentence,
        marked: inside.some((claim) => claim.sources.length > 0),
        flagged: inside.some((claim) => claim.against !== undefined && claim.against.length > 0),
        right: named.some((n) => sentence.sources.includes(n)),
      });
    }
  }
  return outcomes;
}

export interface Figures {
  /** Of the sentences tied to a source, those that are supported; of the supported, those that are tied. */
  precision: number;
  recall: number;
  /** Of contradicted numbers and names, and of all that is contradicted, those flagged; of all else, those flagged too. */
  flaggedFigures: number;
  flaggedAll: number;
  flaggedWrongly: number;
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const share = (of: readonly Outcome[], is: (outcome: Outcome) => boolean) =>
    of.length > 0 ? of.filter(is).length / of.length : 0;
  const supported = outcomes.filter(({ sentence }) => sentence.verdict === "supported");
  const contradicted = outcomes.filter(({ sentence }) => sentence.verdict === "contradicted");
  return {
    precision: share(
      outcomes.filter((each) => each.marked),
      ({ sentence }) => sentence.verdict === "supported",
    ),
    recall: share(supported, (each) => each.marked),
    flaggedFigures: share(
      contradicted.filter(({ sentence }) => sentence.why === "number" || sentence.why === "name"),
      (each) => each.flagged,
    ),
    flaggedAll: share(contradicted, (each) => each.flagged),
    flaggedWrongly: share(
      outcomes.filter(({ sentence }) => sentence.verdict !== "contradicted"),
      (each) => each.flagged,
    ),
  };
}

/** A line of the user's or of a document, as recall gives it. */
export function recalledOf({ n, text, who, when }: FaithfulCase["evidence"][number]): Recalled {
  return {
    n,
    text,
    passageId: `p${n}` as Recalled["passageId"],
    memoryId: null,
    sourceId: "s" as Recalled["sourceId"],
    // "Emeka" speaks for himself, "bank statement" is a document.
    sourceTitle: who,
    speaker: who === "me" ? "user" : /^\p{Lu}/u.test(who) ? who : null,
    saidAt: Date.parse(when),
    section: "",
    start: 0,
    end: text.length,
    insight: false,
    support: 1,
    strength: 0.5,
    arms: { words: n, vectors: n },
  };
}
