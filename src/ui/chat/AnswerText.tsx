import type { Answer } from "../../memory/model";
import styles from "./answer.module.css";
import { useMarkdown } from "./useMarkdown";

/** The text of an answer with its sources. Until the code for Markdown is there, the words as they are. */
export function AnswerText({ answer }: { answer: Answer }) {
  const markdown = useMarkdown();
  return (
    <div className={styles.said} data-kind={answer.kind}>
      {markdown.is === "ready" ? (
        <markdown.draw.CitedMarkdown answer={answer} />
      ) : (
        <p className={styles.plain}>{answer.text}</p>
      )}
    </div>
  );
}
