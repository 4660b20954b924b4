import type { Recalled } from "../../memory/model";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import { Stones } from "../parts/Stones";
import { strings } from "../strings.en";
import { exactTime } from "../time";
import styles from "./margin.module.css";

/** What memory found for an answer: each line opens its passage, an insight its memory. */
export function Recall({ lines, heading }: { lines: Recalled[]; heading: string }) {
  return (
    <>
      <h2>{heading}</h2>
      <ul>
        {lines.map((line, index) => (
          <li key={line.n}>
            <Stones support={line.support} strength={line.strength} className={styles.stones} />
            <div>
              <Words line={line} />
              <small title={line.saidAt === null ? undefined : exactTime(line.saidAt)}>
                {line.insight
                  ? strings.margin.insight
                  : lines[index - 1]?.passageId === line.passageId
                    ? strings.margin.samePassage
                    : strings.chat.sourceOf(line, Date.now())}
              </small>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function Words({ line }: { line: Recalled }) {
  const { passagePanel } = useApp();
  if (line.insight && line.memoryId) {
    return (
      <a className={styles.clamp} href={hrefOf({ screen: "memory", memoryId: line.memoryId })}>
        {line.text}
      </a>
    );
  }
  return (
    <button type="button" className={styles.verbatim} onClick={() => void passagePanel.getState().show(line)}>
      <span className={styles.clamp}>{line.text}</span>
    </button>
  );
}
