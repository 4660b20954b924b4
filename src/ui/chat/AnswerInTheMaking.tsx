import type { TurnStep } from "../../state/answerTurn";
import { strings } from "../strings.en";
import styles from "./answer.module.css";
import { StreamedMarkdown } from "./StreamedMarkdown";

/** An answer on its way: what is going on, then the text as it comes. */
export function AnswerInTheMaking({ step }: { step: Exclude<TurnStep, { is: "failed" }> }) {
  const said = strings.chat;
  switch (step.is) {
    case "writing":
    case "storing":
      if (step.text !== "") return <StreamedMarkdown text={step.text} />;
      return <p className={styles.doing}>{said.writing}</p>;
    case "saying":
      return <p className={styles.doing}>{said.saying}</p>;
    case "waiting":
      return <p className={styles.doing}>{said.waiting}</p>;
    case "recalling":
      return <p className={styles.doing}>{said.recalling}</p>;
    case "learning":
      return <p className={styles.doing}>{said.keepingTold}</p>;
  }
}
