import { useId, useState } from "react";
import { useStore } from "zustand";
import type { Answer, TurnId } from "../../memory/model";
import type { Work } from "../../state/chat";
import type { LearnedLine, TurnView } from "../../workers/memoryProtocol";
import { useApp } from "../AppContext";
import { Icon } from "../parts/Icon";
import { Stones } from "../parts/Stones";
import { strings } from "../strings.en";
import { Learned } from "./Learned";
import styles from "./margin.module.css";
import { Recall } from "./Recall";

/**
 * The notes beside a turn: what was recalled for it, what of its answer is not in memory, what was learned from it. In a
 * narrow column they fold into one line under the turn.
 */
export function Margin({ view, work }: { view: TurnView | null; work: Work | null }) {
  const { chat } = useApp();
  const hurried = useStore(chat, (state) => state.hurried);
  const [open, setOpen] = useState(false);
  const id = useId();
  const { answer, learned, turnId } = notesOf(view, work);
  const missing = answer?.kind === "model" ? unsupportedOf(answer) : [];
  const recalled = answer?.recalled ?? [];
  const live = learned.filter((line) => !line.undone);
  const hint = answer?.kind === "quotes" && turnId !== null && hurried.has(turnId);
  const said = strings.margin;
  if (recalled.length + learned.length + missing.length === 0 && !hint) return <div className={styles.margin} />;
  return (
    <div className={styles.margin}>
      <button
        type="button"
        className={styles.fold}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Stones support={Math.max(1, recalled.length + live.length)} />
        {said.fold(answer?.kind === "nothing" ? 0 : recalled.length, live.length, missing.length) || said.notes}
        <Icon name="down" className={styles.foldMark} />
      </button>
      <div id={id} className={styles.notes} data-open={open} role="note" aria-label={said.notes}>
        {hint && <p>{said.modelLoading}</p>}
        {recalled.length > 0 && (
          <Recall lines={recalled} heading={answer?.kind === "nothing" ? said.nearest : said.recalled} />
        )}
        {missing.length > 0 && <NotInMemory claims={missing} />}
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

/** The sentences of a model's answer that nothing in memory supports, once each. */
function unsupportedOf(answer: Pick<Answer, "claims" | "text">): string[] {
  const sentences = answer.claims
    .filter((claim) => claim.sources.length === 0)
    .map((claim) => plainWords(answer.text.slice(claim.start, claim.end)));
  return [...new Set(sentences)].filter((sentence) => sentence !== "");
}

/** A sentence without its Markdown. */
function plainWords(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`#>]+/g, "")
    .trim();
}

function NotInMemory({ claims }: { claims: string[] }) {
  const said = strings.margin;
  return (
    <>
      <h2>{said.notInMemory}</h2>
      <ul>
        {claims.map((claim) => (
          <li key={claim}>
            <span />
            <div>
              <span className={styles.clamp}>{said.quoted(claim)}</span>
              <small>{said.notInMemoryWhy}</small>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
