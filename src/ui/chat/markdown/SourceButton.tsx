import type { Recalled } from "../../../memory/model";
import { useApp } from "../../AppContext";
import { strings } from "../../strings.en";
import styles from "../answer.module.css";

interface SourceButtonProps {
  line: Recalled;
  /** It speaks against the claim: the word "Source" stands before its number. */
  against?: boolean;
}

/** The number of a source after the claim it bears on; opens its passage. */
export function SourceButton({ line, against = false }: SourceButtonProps) {
  const { passagePanel } = useApp();
  const what = strings.chat.sourceOf(line, Date.now());
  return (
    <button
      type="button"
      className={styles.source}
      data-against={against || undefined}
      aria-label={strings.chat.source(line.n, what)}
      title={what}
      onClick={() => void passagePanel.getState().show(line)}
    >
      {against ? strings.chat.sourceNumber(line.n) : line.n}
    </button>
  );
}
