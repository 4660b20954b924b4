import { lazy, Suspense } from "react";
import type { Answer } from "../../memory/model";
import styles from "./answer.module.css";

const Markdown = lazy(async () => ({ default: (await import("./markdown/CitedMarkdown")).CitedMarkdown }));

/** The text of an answer with its sources. Until Markdown is loaded, the words as they are. */
export function AnswerText({ answer }: { answer: Answer }) {
  return (
    <div className={styles.said} data-kind={answer.kind}>
      <Suspense fallback={<p className={styles.plain}>{answer.text}</p>}>
        <Markdown answer={answer} />
      </Suspense>
    </div>
  );
}
