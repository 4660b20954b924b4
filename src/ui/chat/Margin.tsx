import { useId, useState } from "react";
import type { Answer, Claim, TurnId } from "../../memory/model";
import type { Work } from "../../state/chat";
import type { LearnedLine, TurnView } from "../../workers/memoryProtocol";
import { Icon } from "../parts/Icon";
import { Stones } from "../parts/Stones";
import { strings } from "../strings.en";
import { Learned } from "./Learned";
import styles from "./margin.module.css";
import { Recall } from "./Recall";
import { useWhoAnswered } from "./useWhoAnswered";

/**
 * The notes beside a turn: who answered in whose place, what was recalled for it, what of its answer memory contradicts or does
 * not hold, what was learned from it. In a narrow column they fold into one line under the turn.
 */
export function Margin({ view, work }: { view: TurnView | null; work: Work | null }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { answer, learned, turnId } = notesOf(view, work);
  const written = answer?.kind === "model" ? answer : null;
  const against = written ? doubtedIn(written, isAgainst) : [];
  const missing = written ? doubtedIn(written, (claim) => !isAgainst(claim) && claim.sources.length === 0) : [];
  const recalled = answer?.recalled ?? [];
  const live = learned.filter((line) => !line.undone);
  const whoAnswered = useWhoAnswered(view, work);
  const said = strings.margin;
  const hint = whoAnswered !== "" && <p className={styles.hint}>{whoAnswered}</p>;
  if (recalled.length + learned.length + missing.length + against.length === 0) {
    return <div className={styles.margin}>{hint}</div>;
  }
  const counts = {
    recalled: answer?.kind === "nothing" ? 0 : recalled.length,
    learned: live.length,
    against: against.length,
    missing: missing.length,
  };
  return (
    <div className={styles.margin}>
      {hint}
      <button
        type="button"
        className={styles.fold}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Stones support={Math.max(1, recalled.length + live.length)} />
        {said.fold(counts) || said.notes}
        <Icon name="down" className={styles.foldMark} />
      </button>
      <div id={id} className={styles.notes} data-open={open} role="note" aria-label={said.notes}>
        {recalled.length > 0 && (
          <Recall lines={recalled} heading={answer?.kind === "nothing" ? said.nearest : said.recalled} />
        )}
        {against.length > 0 && <Doubted heading={said.against} claims={against} />}
        {missing.length > 0 && <Doubted heading={said.notInMemory} claims={missing} />}
        {learned.length > 0 && turnId && <Learned turnId={turnId} lines={learned} />}
      </div>
    </div>
  );
}

interface Notes {
  answer: Pick<Answer, "kind" | "recalled" | "claims" | "text"> | null;
  learned: LearnedLine[];
  turnId: TurnId | null;
}

/** What to note: while an answer is written, what was recalled for it; else what is stored. */
function notesOf(view: TurnView | null, work: Work | null): Notes {
  const learned = view?.learned ?? [];
  const turnId = view?.turn.id ?? null;
  const step = work?.step;
  if (step?.is === "writing" || step?.is === "storing") {
    const answer = { kind: "model", recalled: step.recalled, claims: [], text: step.text } as const;
    return { answer: { ...answer, claims: [] }, learned, turnId };
  }
  return { answer: view?.turn.answer ?? null, learned, turnId };
}

/** Whether evidence says something else than the claim. */
const isAgainst = (claim: Claim): boolean => (claim.against?.length ?? 0) > 0;

interface DoubtedClaim {
  text: string;
  why: string;
}

/** Those sentences of a model's answer that `isDoubted`, once each, with why. */
function doubtedIn(answer: Pick<Answer, "claims" | "text">, isDoubted: (claim: Claim) => boolean): DoubtedClaim[] {
  const doubted = new Map<string, DoubtedClaim>();
  for (const claim of answer.claims.filter(isDoubted)) {
    const text = plainWords(answer.text.slice(claim.start, claim.end));
    const why = claim.against?.length ? strings.margin.againstWhy(claim.against) : strings.margin.notInMemoryWhy;
    if (text !== "" && !doubted.has(text)) doubted.set(text, { text, why });
  }
  return [...doubted.values()];
}

/** A sentence without its Markdown. */
function plainWords(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`#>]+/g, "")
    .trim();
}

function Doubted({ heading, claims }: { heading: string; claims: DoubtedClaim[] }) {
  return (
    <>
      <h2>{heading}</h2>
      <ul>
        {claims.map(({ text, why }) => (
          <li key={text}>
            <span />
            <div>
              <span className={styles.clamp}>{strings.margin.quoted(text)}</span>
              <small>{why}</small>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
