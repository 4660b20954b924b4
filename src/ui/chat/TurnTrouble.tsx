import { useStore } from "zustand";
import type { TurnId } from "../../memory/model";
import type { TurnStep } from "../../state/answerTurn";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./answer.module.css";

interface TurnTroubleProps {
  turnId: TurnId;
  failed: Extract<TurnStep, { is: "failed" }> | null;
  answered: boolean;
}

/** Says where a turn failed, or that it was left without an answer, and what can be done. */
export function TurnTrouble({ turnId, failed, answered }: TurnTroubleProps) {
  const { chat, languageModel } = useApp();
  const modelReady = useStore(languageModel, (state) => state.state.is === "ready");
  const { answer, takeBack } = chat.getState();
  const said = strings.chat;
  if (!failed) {
    return (
      <div className={styles.trouble}>
        <p className={styles.why}>{said.unanswered}</p>
        <button type="button" className={parts.button} onClick={() => answer(turnId)}>
          {said.answerNow}
        </button>
      </div>
    );
  }
  return (
    <div className={styles.trouble} role="alert">
      <p className={styles.why}>
        {answered && failed.at !== "learn" ? said.failedAgain : said.failed(failed.at)} {strings.reason(failed.failure)}
      </p>
      <button type="button" className={parts.button} onClick={() => answer(turnId)}>
        {strings.tryAgain}
      </button>
      {failed.at === "model" && modelReady && (
        <button type="button" className={parts.button} onClick={() => answer(turnId, "quotes")}>
          {said.answerWithQuotes}
        </button>
      )}
      {failed.at === "say" && (
        <button type="button" className={parts.button} onClick={() => takeBack(turnId)}>
          {said.takeBack}
        </button>
      )}
    </div>
  );
}
