import type { Recalled } from "../../../memory/model";
import { useApp } from "../../AppContext";
import { strings } from "../../strings.en";
import styles from "../answer.module.css";

/** The number of a source after the claim it supports; opens its passage. */
export function SourceButton({ line }: { line: Recalled }) {
  const { passagePanel } = useApp();
  const what = strings.chat.sourceOf(line, Date.now());
  return (
    <button
      type="button"
      className={styles.source}
      aria-label={strings.chat.source(line.n, what)}
      title={what}
      onClick={() => void passagePanel.getState().show(line)}
    >
      {line.n}
    </button>
  );
}
