import { memo } from "react";
import { useStore } from "zustand";
import type { TurnId } from "../../memory/model";
import type { TurnView } from "../../workers/memoryProtocol";
import { useApp } from "../AppContext";
import { Time } from "../parts/Time";
import { strings } from "../strings.en";
import { dayGroup } from "../time";
import { Answer } from "./Answer";
import { AnswerInTheMaking } from "./AnswerInTheMaking";
import styles from "./chat.module.css";
import { Margin } from "./Margin";
import { TurnTrouble } from "./TurnTrouble";
import { useMarkdown } from "./useMarkdown";

interface TurnProps {
  turnId: TurnId;
  /** Null until the message is stored. */
  view: TurnView | null;
}

/** What was said, what was answered, and the notes beside them. */
export const Turn = memo(function Turn({ turnId, view }: TurnProps) {
  const { chat } = useApp();
  const work = useStore(chat, (state) => state.works.find((candidate) => candidate.turnId === turnId) ?? null);
  const markdown = useMarkdown();
  const text = view?.passage.text ?? work?.text ?? "";
  const saidAt = view?.turn.saidAt ?? work?.saidAt ?? 0;
  const answer = view?.turn.answer ?? null;
  const step = work?.step ?? null;
  const failed = step?.is === "failed" ? step : null;
  const making = step === null || step.is === "failed" || (step.is === "learning" && answer) ? null : step;
  const today = dayGroup(saidAt, Date.now()) === dayGroup(Date.now(), Date.now());
  const who = today ? strings.chat.youAt(saidAt) : strings.chat.youOn(saidAt, Date.now());

  return (
    <div className={styles.turn} data-told={answer?.kind === "told" || undefined}>
      <article className={styles.message} aria-label={who}>
        <div className={styles.who}>
          <Time at={saidAt}>{who}</Time>
        </div>
        <p className={styles.mine}>{text}</p>
      </article>
      <article
        className={styles.reply}
        aria-label={strings.chat.cairn}
        aria-busy={making !== null || (answer !== null && markdown.is === "loading")}
      >
        <div className={styles.who}>{strings.chat.cairn}</div>
        {making ? (
          <AnswerInTheMaking step={making} />
        ) : (
          <>
            {answer && <Answer turnId={turnId} answer={answer} resting={work === null} />}
            {(failed || (!answer && !work)) && (
              <TurnTrouble turnId={turnId} failed={failed} answered={answer !== null} />
            )}
          </>
        )}
      </article>
      <Margin view={view} work={work} />
    </div>
  );
});
