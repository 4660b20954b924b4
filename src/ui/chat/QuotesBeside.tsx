import type { Answer, Recalled } from "../../memory/model";
import { strings } from "../strings.en";
import styles from "./answer.module.css";
import { SourceButton } from "./markdown/SourceButton";

/** What an answer rests on, word for word, where it says less than that. */
export function QuotesBeside({ answer }: { answer: Answer }) {
  const lines = (answer.beside ?? []).flatMap((n) => answer.recalled.filter((line) => line.n === n));
  return lines.map((line, at) => {
    const heading = headingOf(line);
    const before = lines[at - 1];
    return (
      <div key={line.n} className={styles.beside}>
        {(!before || headingOf(before) !== heading) && <p className={styles.besideWhose}>{heading}</p>}
        <blockquote className={styles.quote}>
          {line.text} <SourceButton line={line} />
        </blockquote>
      </div>
    );
  });
}

function headingOf(line: Recalled): string {
  if (line.insight) return strings.chat.broughtTogether;
  return line.speaker === "user" ? strings.chat.inYourWords : strings.chat.inWordsOf(line.sourceTitle);
}
