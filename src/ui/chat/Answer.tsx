import { useState } from "react";
import { useStore } from "zustand";
import type { Answer as AnswerRow, TurnId } from "../../memory/model";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";
import { AnswerText } from "./AnswerText";
import styles from "./answer.module.css";
import { QuotesBeside } from "./QuotesBeside";

interface AnswerProps {
  turnId: TurnId;
  answer: AnswerRow;
  /** Nothing is under way for this turn: it may be answered anew. */
  resting: boolean;
}

/** A stored answer, how it ended, and what can be done with it. */
export function Answer({ turnId, answer, resting }: AnswerProps) {
  const said = strings.chat;
  return (
    <>
      {answer.kind === "unaided" && <p className={styles.ended}>{said.unaided}</p>}
      {answer.thinking && (
        <details className={styles.thought}>
          <summary>{said.thought}</summary>
          <p className={styles.thoughtWords}>{answer.thinking}</p>
        </details>
      )}
      {answer.kind === "told" || answer.kind === "nothing" ? (
        <p className={styles.said}>{answer.text}</p>
      ) : (
        <AnswerText answer={answer} />
      )}
      {answer.kind === "nothing" && <p className={styles.aside}>{said.nothingHint}</p>}
      {answer.ended === "stopped" && <p className={styles.ended}>{said.stopped}</p>}
      {answer.ended === "length" && <p className={styles.ended}>{said.cut}</p>}
      {answer.ended === "failed" && <p className={styles.ended}>{said.broken}</p>}
      {answer.kind === "model" && <QuotesBeside answer={answer} />}
      {answer.kind !== "told" && resting && <Actions turnId={turnId} answer={answer} />}
    </>
  );
}

function Actions({ turnId, answer }: { turnId: TurnId; answer: AnswerRow }) {
  const { chat, languageModel } = useApp();
  const modelReady = useStore(languageModel, (state) => state.state.is === "ready");
  const [copied, setCopied] = useState(false);
  const said = strings.chat;
  const again = chat.getState().answer;
  const copy = async () => {
    await navigator.clipboard.writeText(answer.text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <fieldset className={styles.actions} aria-label={said.actions}>
      <button type="button" onClick={() => void copy()}>
        {copied ? said.copied : said.copy}
      </button>
      <button type="button" onClick={() => again(turnId)}>
        {said.again}
      </button>
      {modelReady && answer.kind !== "unaided" && (
        <button type="button" onClick={() => again(turnId, "unaided")}>
          {said.withoutMemory}
        </button>
      )}
    </fieldset>
  );
}
